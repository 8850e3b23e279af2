"""Who makes a call, and whether the contract's access option lets them: the same rules in every service, whatever its language.

Checked before the request is looked at, and before anything is looked up.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from google.protobuf.descriptor import MethodDescriptor

from meshmart.options.v1 import options_pb2

from .errors import DomainError
from .policy import policy_of

CALLER_HEADER = "x-mesh-service"
"""By which a service names itself to those it calls; in production the mesh's mTLS identity takes its place."""
TOKEN_HEADER = "authorization"
GUEST_HEADER = "x-guest-id"
"""A UUID that only this guest knows: the gateway makes it and keeps it in the browser's cookie."""

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Claims:
    """What an access token says of whoever holds it."""

    sub: str
    """UUID of the customer."""
    role: str
    """customer or staff."""
    sid: str
    """UUID of the session."""


@dataclass(frozen=True)
class Caller:
    service: str | None = None
    """The service that calls, by its mesh name; None for one from outside."""
    customer_id: str | None = None
    """UUID of the customer for whom it calls; None for a guest."""
    role: str | None = None
    session_id: str | None = None
    guest_id: str | None = None
    """UUID of the guest. A customer who was a guest before has both."""


def identify(header: Callable[[str], str | None], verify: Callable[[str], Claims]) -> Caller:
    """What the caller's credentials say. Raises when the token is not valid, whatever the method."""
    service = header(CALLER_HEADER)
    guest = header(GUEST_HEADER)
    guest_id = guest.lower() if guest and UUID.fullmatch(guest) else None
    authorization = header(TOKEN_HEADER)
    if authorization is None:
        return Caller(service=service, guest_id=guest_id)
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        message = "Send the access token as `authorization: Bearer ...`."
        raise DomainError("unauthenticated", "TOKEN_INVALID", message)
    claims = verify(token.strip())
    return Caller(service, claims.sub, claims.role, claims.sid, guest_id)


def guard_of(method: MethodDescriptor) -> Callable[[Caller], None]:
    """Raises unless the method's access option allows the caller. Looked up once for each method."""
    policy = policy_of(method)
    name, callers = method.name, list(policy.callers)

    def guest(caller: Caller) -> None:
        if caller.customer_id is None and caller.guest_id is None:
            raise _guest_id_required(name)

    def signed_in(caller: Caller) -> None:
        if caller.customer_id is None:
            raise _sign_in_required()

    def staff(caller: Caller) -> None:
        signed_in(caller)
        if caller.role != "staff":
            raise DomainError("forbidden", "STAFF_ONLY", f"{name} is for the shop's staff.", {"method": name})

    def service(caller: Caller) -> None:
        if caller.service is None or (callers and caller.service not in callers):
            raise _not_allowed(name, callers, caller.service)

    def nobody(caller: Caller) -> None:
        # A method without the option is for nobody.
        raise _not_allowed(name, ["nobody"], caller.service)

    guards: dict[int, Callable[[Caller], None]] = {
        options_pb2.ACCESS_PUBLIC: lambda caller: None,
        options_pb2.ACCESS_GUEST: guest,
        options_pb2.ACCESS_SIGNED_IN: signed_in,
        options_pb2.ACCESS_STAFF: staff,
        options_pb2.ACCESS_SERVICE: service,
    }
    return guards.get(policy.access, nobody)


def _sign_in_required() -> DomainError:
    message = "Sign in first: send an access token as `authorization: Bearer ...`."
    return DomainError("unauthenticated", "SIGN_IN_REQUIRED", message)


def _guest_id_required(method: str) -> DomainError:
    message = f"{method} acts for a customer or a guest: sign in, or send a UUID of your own as {GUEST_HEADER}."
    return DomainError("unauthenticated", "GUEST_ID_REQUIRED", message)


def _not_allowed(method: str, callers: Sequence[str], service: str | None) -> DomainError:
    allowed = ", ".join(callers) or "services of the mesh"
    message = f"{method} may be called by {allowed} only, not by {service or 'a caller without a name'}."
    return DomainError("forbidden", "CALLER_NOT_ALLOWED", message, {"method": method})
