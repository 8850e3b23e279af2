"""Runs a service: serves its handlers with every interceptor, health, reflection and metrics; announces itself once it can do its
work; and on SIGTERM leaves without a caller noticing: out of the registry, finish the calls, stop the background work, close.
"""

import asyncio
import logging as library_logging
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from google.protobuf.descriptor import ServiceDescriptor

from . import health, reflection
from .admin import start_admin
from .announce import Registration
from .broker import Broker
from .config import Config, new_instance_id, read_config
from .interceptors.access import access
from .interceptors.admission import admission
from .interceptors.logging import logging
from .interceptors.metrics import metrics
from .interceptors.validation import validation
from .log import LibraryLogs, Logger
from .serve import add_service, create_server, listen
from .token_keys import watch_token_keys

DRAIN_S = 10.0
MAX_CALLS = 500
"""Unary calls at once."""


class Background(Protocol):
    """Work beside the calls."""

    async def stop(self) -> None: ...


@dataclass(frozen=True)
class Route:
    """A service of the contract and the servicer that answers its calls."""

    service: ServiceDescriptor
    servicer: object


@dataclass(frozen=True)
class ServiceOptions:
    config: Config
    log: Logger
    broker: Broker
    routes: Sequence[Route]
    background: Sequence[Background] = field(default_factory=tuple)
    """Stopped in this order once the last call has finished."""
    close: Callable[[], Awaitable[None]] | None = None
    """Closed last."""


@dataclass(frozen=True)
class RunningService:
    address: str
    """ "host:port" of the gRPC server."""
    stop: Callable[[], Awaitable[None]]
    """Leaves in order."""


async def run_service(options: ServiceOptions) -> RunningService:
    config, log, broker = options.config, options.log, options.broker
    keys = await watch_token_keys(broker, log)
    names = [route.service.full_name for route in options.routes]
    checks = health.Health(names)
    interceptors = [admission(MAX_CALLS), logging(log), metrics, access(keys.verify), validation]
    server = create_server()
    for route in options.routes:
        add_service(server, route.service, route.servicer, interceptors)
    add_service(server, health.SERVICE, checks, [])
    shown = reflection.Reflection([*names, health.SERVICE.full_name, reflection.SERVICE.full_name])
    add_service(server, reflection.SERVICE, shown, [])
    add_service(server, reflection.SERVICE, shown, [], reflection.V1ALPHA_NAME)

    port = listen(server, config.host, config.port)
    admin = await start_admin(config.host, config.admin_port, lambda: checks.serving)
    await server.start()
    checks.set(True)
    address = f"{config.advertise_host}:{port}"
    admin_address = f"{config.advertise_host}:{admin.port}"
    registration = Registration(broker, config, address, admin_address, log)
    await registration.announced()
    log.info("ready", address=address, adminAddress=admin_address)

    async def stop() -> None:
        log.info("draining")
        await registration.leave()
        checks.set(False)
        await server.stop(DRAIN_S)
        for work in options.background:
            await work.stop()
        await keys.stop()
        admin.close()
        if options.close:
            await options.close()
        await broker.close()
        log.info("stopped")

    return RunningService(address, stop)


def run(service: str, root: Callable[[Config, Logger], Awaitable[RunningService]]) -> None:
    """The outermost function of every process: configuration, log, signals, exit code. Does not return."""
    instance = os.environ.get("INSTANCE_ID") or new_instance_id(service)
    log = Logger(service, instance)
    try:
        config = read_config(service, {**os.environ, "INSTANCE_ID": instance})
        log = Logger(service, instance, config.log_level)
    except ValueError as error:
        _end_by(error, log)
    library_logging.getLogger().addHandler(LibraryLogs(log))
    asyncio.run(_until_signal(root, config, log))


async def _until_signal(
    root: Callable[[Config, Logger], Awaitable[RunningService]], config: Config, log: Logger
) -> NoReturn:
    """Stops in order at SIGTERM or SIGINT; at the second one, at once."""
    asked = asyncio.Event()

    def ask() -> None:
        if asked.is_set():
            os._exit(1)
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ask)
    starting = asyncio.ensure_future(root(config, log))
    asking = asyncio.ensure_future(asked.wait())
    try:
        await asyncio.wait({starting, asking}, return_when=asyncio.FIRST_COMPLETED)
        # Asked while it starts: nothing is served yet, and nobody has been told of this process.
        if starting.done():
            running = await starting
            await asking
            await running.stop()
    except Exception as error:
        _end_by(error, log)
    # All is closed that has to be: what a library's thread still does must not keep the process.
    os._exit(0)


def _end_by(error: Exception, log: Logger) -> NoReturn:
    log.fatal(f"this process ends: {error}", err=error)
    os._exit(1)
