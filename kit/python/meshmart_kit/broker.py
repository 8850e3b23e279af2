"""The connection to NATS. It outlives NATS' restarts: it reconnects for as long as the process runs."""

import asyncio
from collections.abc import Callable

import nats
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.errors import BadRequestError, BucketNotFoundError
from nats.js.kv import KeyValue

from .log import Logger

REQUEST_TIMEOUT_S = 5


class Broker:
    """NATS, and who wants to know that it came back."""

    def __init__(self, connection: Client, on_return: list[Callable[[], None]]) -> None:
        self.connection = connection
        self.js: JetStreamContext = connection.jetstream(timeout=REQUEST_TIMEOUT_S)
        self._on_return = on_return

    def on_return(self, tell: Callable[[], None]) -> None:
        """Calls back each time that the connection has been made anew: ordered consumers did not survive it."""
        self._on_return.append(tell)

    async def close(self) -> None:
        await self.connection.close()


async def connect_broker(url: str, name: str, log: Logger) -> Broker:
    """Waits for NATS for as long as it takes."""
    on_return: list[Callable[[], None]] = []

    async def disconnected() -> None:
        if not connection.is_closed:
            log.warn("NATS is away; events wait at their publishers")

    async def reconnected() -> None:
        log.info("NATS is back")
        for tell in on_return:
            tell()

    async def failed(error: Exception) -> None:
        log.debug("NATS reports an error", err=error)

    connection = Client()
    while True:
        try:
            await connection.connect(
                url.split(","),
                name=name,
                max_reconnect_attempts=-1,
                reconnect_time_wait=0.25,
                connect_timeout=2,
                ping_interval=5,
                disconnected_cb=disconnected,
                reconnected_cb=reconnected,
                error_cb=failed,
            )
            return Broker(connection, on_return)
        except (OSError, asyncio.TimeoutError, nats.errors.Error) as error:
            log.debug("NATS cannot be reached; the next attempt follows", err=error)
            await asyncio.sleep(0.25)


async def open_bucket(broker: Broker, name: str, ttl_s: float | None = None) -> KeyValue:
    """Opens a key-value bucket; whoever comes first makes it."""
    try:
        return await broker.js.key_value(name)
    except BucketNotFoundError:
        try:
            return await broker.js.create_key_value(bucket=name, history=1, ttl=ttl_s, direct=True)
        except BadRequestError:
            # Another process was faster, and a client of another language writes the same bounds in other words.
            return await broker.js.key_value(name)
