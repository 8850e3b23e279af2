"""Checks access tokens: JWTs that identity signed with Ed25519, by public keys that every process keeps.

No call is made, and identity may be down. The keys lie in a NATS key-value bucket and are watched; keys that are known stay known
while NATS is away.
"""

import asyncio
import json
import time
from typing import Any

from nats.js.kv import KV_DEL, KV_PURGE, KeyValue

from .broker import Broker, open_bucket
from .caller import Claims
from .errors import DomainError
from .log import Logger

BUCKET = "token_keys"
ISSUER = "meshmart"
WATCH_AGAIN_S = 0.5
REMEMBERED = 5_000
"""Tokens whose check is remembered until they expire."""
CLOCK_TOLERANCE_S = 5
"""Processes' clocks may differ by this much."""


class TokenVerifier:
    """Verifies with the keys that it was given, and remembers tokens that it has checked."""

    def __init__(self) -> None:
        self._keys: dict[str, Any] = {}
        self._checked: dict[str, tuple[Claims, float]] = {}

    def add(self, key: dict[str, str]) -> None:
        """Raises an exception of one kind or another when it is no Ed25519 key."""
        # Loaded when the first key appears, so that a start does not wait for a cryptography library.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        from jwt.algorithms import OKPAlgorithm

        public_key = OKPAlgorithm.from_jwk(key)
        if not isinstance(public_key, Ed25519PublicKey):
            raise TypeError(f"It is a key of the kind {type(public_key).__name__}.")
        self._keys[key["kid"]] = public_key

    def remove(self, kid: str) -> None:
        self._keys.pop(kid, None)
        self._checked.clear()

    def verify(self, token: str) -> Claims:
        """The claims of a token. Raises TOKEN_EXPIRED or TOKEN_INVALID."""
        claims, expires_at = self._checked.get(token) or self._check(token)
        if time.time() > expires_at + CLOCK_TOLERANCE_S:
            self._checked.pop(token, None)
            raise _expired()
        return claims

    def _check(self, token: str) -> tuple[Claims, float]:
        import jwt

        try:
            key = self._keys[jwt.get_unverified_header(token).get("kid", "")]
            found = jwt.decode(
                token,
                key,
                algorithms=["EdDSA"],
                issuer=ISSUER,
                leeway=CLOCK_TOLERANCE_S,
                options={"require": ["sub", "role", "sid", "exp"]},
            )
        except jwt.ExpiredSignatureError as cause:
            raise _expired() from cause
        except (jwt.PyJWTError, KeyError) as cause:
            message = "The access token is not valid. Sign in again."
            raise DomainError("unauthenticated", "TOKEN_INVALID", message) from cause
        if len(self._checked) >= REMEMBERED:
            self._checked.pop(next(iter(self._checked)))
        checked = (Claims(found["sub"], found["role"], found["sid"]), float(found["exp"]))
        self._checked[token] = checked
        return checked


class TokenKeys(TokenVerifier):
    """A verifier whose keys are those of the bucket, from now until `stop`."""

    def __init__(self, broker: Broker, log: Logger) -> None:
        super().__init__()
        self._broker = broker
        self._log = log
        self._known = asyncio.Event()
        self._watcher: KeyValue.KeyWatcher | None = None
        self._running = asyncio.create_task(self._run())
        broker.on_return(self._watch_again)

    async def stop(self) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    async def known(self) -> None:
        """Returns once the keys of this moment are known."""
        await self._known.wait()

    async def _run(self) -> None:
        while True:
            try:
                bucket = await open_bucket(self._broker, BUCKET)
                self._watcher = await bucket.watchall()
                async for entry in self._watcher:
                    self._take(entry)
            except Exception as error:
                self._log.warn("could not watch the keys of access tokens; those that are known stay valid", err=error)
            await asyncio.sleep(WATCH_AGAIN_S)

    def _take(self, entry: KeyValue.Entry | None) -> None:
        if entry is None:
            self._known.set()
        elif entry.operation in (KV_DEL, KV_PURGE):
            self.remove(entry.key)
        else:
            try:
                self.add({**json.loads(entry.value or b""), "kid": entry.key})
            except Exception as error:
                self._log.error("a key of access tokens cannot be read and is left out", key=entry.key, err=error)

    def _watch_again(self) -> None:
        if self._watcher:
            self._ending = asyncio.ensure_future(self._watcher.stop())


async def watch_token_keys(broker: Broker, log: Logger) -> TokenKeys:
    keys = TokenKeys(broker, log)
    await keys.known()
    return keys


def _expired() -> DomainError:
    return DomainError("unauthenticated", "TOKEN_EXPIRED", "The access token has expired. Refresh the session.")
