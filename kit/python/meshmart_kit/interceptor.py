"""What happens around every call that a service serves.

An interceptor is asked once for each method, at start, so that it looks up the contract then and not at each call; its hooks run in
the order of the list, and `finish` in the reverse order.
"""

from collections.abc import Callable, Sequence

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from .errors import StatusError
from .server_call import ServerCall


class CallHooks:
    """Does nothing; interceptors override what they need."""

    def begin(self, call: ServerCall) -> None:
        """Before the handler. Raises to refuse the call."""

    def receive(self, call: ServerCall, message: Message) -> None:
        """For every message received. Raises to refuse it."""

    def finish(self, call: ServerCall, status: StatusError | None, cause: BaseException | None) -> None:
        """After the answer, or with the status that is about to be sent and what was raised. Must not raise."""


ServerInterceptor = Callable[[MethodDescriptor], CallHooks | None]
"""None: nothing to do for this method."""


class Combined(CallHooks):
    """The hooks of all interceptors for one method, as one."""

    def __init__(self, interceptors: Sequence[ServerInterceptor], method: MethodDescriptor) -> None:
        self._hooks = [hooks for interceptor in interceptors if (hooks := interceptor(method))]

    def begin(self, call: ServerCall) -> None:
        for hooks in self._hooks:
            hooks.begin(call)

    def receive(self, call: ServerCall, message: Message) -> None:
        for hooks in self._hooks:
            hooks.receive(call, message)

    def finish(self, call: ServerCall, status: StatusError | None, cause: BaseException | None) -> None:
        for hooks in reversed(self._hooks):
            hooks.finish(call, status, cause)
