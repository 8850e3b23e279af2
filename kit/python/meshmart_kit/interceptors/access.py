"""Who may call: the contract's access option, enforced again in each service, before anything is looked up."""

from collections.abc import Callable

from google.protobuf.descriptor import MethodDescriptor

from ..caller import Claims, guard_of, identify
from ..interceptor import CallHooks, ServerInterceptor
from ..server_call import ServerCall


class Access(CallHooks):
    def __init__(self, method: MethodDescriptor, verify: Callable[[str], Claims]) -> None:
        self._guard = guard_of(method)
        self._verify = verify

    def begin(self, call: ServerCall) -> None:
        caller = identify(call.header, self._verify)
        self._guard(caller)
        call.caller = caller


def access(verify: Callable[[str], Claims]) -> ServerInterceptor:
    return lambda method: Access(method, verify)
