"""The HTTP port for operators: /metrics for Prometheus, /healthz for probes. Never reachable through the gateway."""

import asyncio
from collections.abc import Callable

from prometheus_client import CONTENT_TYPE_LATEST, disable_created_metrics, generate_latest

TIMEOUT_S = 5
PLAIN = "text/plain; charset=utf-8"
REASONS = {200: "OK", 404: "Not Found", 503: "Service Unavailable"}

disable_created_metrics()


class Admin:
    def __init__(self, server: asyncio.Server) -> None:
        self._server = server
        self.port: int = server.sockets[0].getsockname()[1]

    def close(self) -> None:
        self._server.close()


async def start_admin(host: str, port: int, is_serving: Callable[[], bool]) -> Admin:
    def respond(path: str) -> tuple[int, str, bytes]:
        if path == "/metrics":
            return 200, CONTENT_TYPE_LATEST, generate_latest()
        if path == "/healthz":
            return (200, PLAIN, b"serving\n") if is_serving() else (503, PLAIN, b"not serving\n")
        return 404, PLAIN, b"Here are /metrics and /healthz.\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            # The stream's own limit of 64 KiB bounds what is read.
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), TIMEOUT_S)
            path = head.split(b" ", 2)[1].decode("ascii", "replace").partition("?")[0]
            status, kind, body = respond(path)
            writer.write(
                f"HTTP/1.1 {status} {REASONS[status]}\r\ncontent-type: {kind}\r\n"
                f"content-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
                + body
            )
            await asyncio.wait_for(writer.drain(), TIMEOUT_S)
        except (OSError, EOFError, IndexError, ValueError, asyncio.TimeoutError, asyncio.LimitOverrunError):
            pass  # Whoever does not speak HTTP, or has left, needs no answer.
        finally:
            writer.close()

    try:
        return Admin(await asyncio.start_server(serve, host, port))
    except OSError as error:
        raise OSError(f"ADMIN_PORT {port} on {host} cannot be bound: {error}. Is the port in use?") from error
