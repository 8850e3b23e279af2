"""grpc.health.v1: SERVING once the process can do its work, NOT_SERVING from the moment it begins to drain."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from grpc import StatusCode
from grpc.health.v1 import health_pb2

from .errors import StatusError
from .server_call import ServerCall

SERVICE = health_pb2.DESCRIPTOR.services_by_name["Health"]
Response = health_pb2.HealthCheckResponse


class Health:
    """Of the whole process (service name "") and of each service that it serves, always alike."""

    def __init__(self, services: Sequence[str]) -> None:
        self._names = ("", *services)
        self.serving = False
        self._changed = asyncio.Event()

    def set(self, serving: bool) -> None:
        self.serving = serving
        self._changed.set()
        self._changed = asyncio.Event()

    async def Check(self, request: health_pb2.HealthCheckRequest, call: ServerCall) -> Response:
        if request.service in self._names:
            return self._status()
        raise StatusError(StatusCode.NOT_FOUND, f'This process does not serve "{request.service}".')

    async def List(self, request: health_pb2.HealthListRequest, call: ServerCall) -> health_pb2.HealthListResponse:
        return health_pb2.HealthListResponse(statuses={name: self._status() for name in self._names})

    async def Watch(self, request: health_pb2.HealthCheckRequest, call: ServerCall) -> AsyncIterator[Response]:
        if request.service not in self._names:
            yield Response(status=Response.SERVICE_UNKNOWN)
            # Kept open, as the protocol asks for: its caller leaves, or the process does.
            while not self._drains(await self._next()):
                pass
            return
        last = None
        while True:
            changed = self._changed
            if last != self.serving:
                drains = self._drains(last)
                last = self.serving
                yield self._status()
                # A process that has begun to drain waits for its streams to end: this one has no more to tell.
                if drains:
                    return
            if last == self.serving:
                await changed.wait()

    async def _next(self) -> bool:
        before = self.serving
        await self._changed.wait()
        return before

    def _drains(self, before: bool | None) -> bool:
        return before is True and not self.serving

    def _status(self) -> Response:
        return Response(status=Response.SERVING if self.serving else Response.NOT_SERVING)
