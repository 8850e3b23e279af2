"""Announces this instance in the registry: a NATS key-value bucket that discovery watches.

The entry is a lease, renewed each second: an instance that dies is forgotten when it lapses, one that leaves takes its entry along.
While NATS is away, discovery keeps what it knows; the entry is put again as soon as NATS is back, even if the bucket itself was lost.
"""

import asyncio
import contextlib
import datetime
import json
import os

from nats.js.kv import KeyValue

from .broker import Broker, open_bucket
from .config import Config
from .log import Logger

BUCKET = "registry"
BUCKET_TTL_S = 10
RENEW_S = 1


class Registration:
    """One entry, kept alive until `leave`."""

    def __init__(self, broker: Broker, config: Config, address: str, admin_address: str, log: Logger) -> None:
        self._broker = broker
        self._log = log
        self._key = f"{config.service}.{config.instance}"
        started_at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
        self._value = json.dumps(
            {
                "service": config.service,
                "instance": config.instance,
                "address": address,
                "adminAddress": admin_address,
                "pid": os.getpid(),
                "language": "python",
                "startedAt": started_at.replace("+00:00", "Z"),
            }
        ).encode()
        self._bucket: KeyValue | None = None
        self._left = asyncio.Event()
        self._announced = asyncio.Event()
        self._renewing = asyncio.create_task(self._renew())

    async def announced(self) -> None:
        """Returns once the registry has the entry."""
        await self._announced.wait()

    async def leave(self) -> None:
        """Removes the entry: discovery stops sending calls here at once."""
        self._left.set()
        # An announcement under way would bring the entry back.
        await self._renewing
        try:
            if self._bucket:
                await asyncio.wait_for(self._bucket.delete(self._key), RENEW_S)
        except Exception as error:
            self._log.warn("could not leave the registry; the lease will lapse", err=error)

    async def _renew(self) -> None:
        while not self._left.is_set():
            try:
                await asyncio.wait_for(self._put(), RENEW_S)
                self._announced.set()
            except Exception as error:
                # NATS is away, or came back without the bucket. The next second tries again.
                self._log.debug("announcement not renewed", err=error)
                self._bucket = None
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._left.wait(), RENEW_S)

    async def _put(self) -> None:
        self._bucket = self._bucket or await open_bucket(self._broker, BUCKET, BUCKET_TTL_S)
        await self._bucket.put(self._key, self._value)
