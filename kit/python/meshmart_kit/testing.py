"""For tests only: a NATS of one's own, events as their publishers send them, access tokens as identity signs them, and a service's
main as the mesh runs it.
"""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from google.protobuf.message import Message

import grpc
from google.rpc import error_details_pb2, status_pb2

from .broker import Broker, open_bucket
from .events import option_of
from .policy import mesh_name_of
from .streams import ensure_stream
from .token_keys import BUCKET, ISSUER
from .trace import current_trace

ROOT = Path(__file__).resolve().parents[3]
START_TIMEOUT_S = 20.0
T = TypeVar("T")


async def until(what: str, ask: Callable[[], Awaitable[T] | T], seconds: float = 15.0, pause: float = 0.02) -> T:
    """Asks again and again until the answer is true, and gives it back. Fails with `what` when that takes too long."""
    end = time.monotonic() + seconds
    while True:
        answer = ask()
        found = await answer if isinstance(answer, Awaitable) else answer
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}; the last answer is {found!r}")
        await asyncio.sleep(pause)


class NatsServer:
    """A real server with JetStream that a test can take away and bring back with all it had stored."""

    def __init__(self) -> None:
        self._store = tempfile.mkdtemp(prefix="meshmart-nats-")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"nats://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).parent / "nats-server"
        command = [str(program), "-a", "127.0.0.1", "-p", str(self._port), "-js", "-sd", self._store]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1):
                return
            time.sleep(0.01)
        raise AssertionError(f"NATS does not listen on {self.url}")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(START_TIMEOUT_S)

    def erase(self) -> None:
        """Forgets what a stopped server had stored."""
        shutil.rmtree(self._store)
        Path(self._store).mkdir()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._store, ignore_errors=True)


@contextlib.contextmanager
def nats_server() -> Iterator[NatsServer]:
    server = NatsServer()
    try:
        yield server
    finally:
        server.close()


async def publish(broker: Broker, event: Message, event_id: str | None = None, once: bool = True) -> str:
    """Publishes an event as its domain does, and answers with its id. Not `once`: as a publisher that forgot that it did."""
    option = option_of(type(event))
    domain = option.subject.split(".")[0]
    event_id = event_id or str(uuid.uuid4())
    headers = {
        "ce-specversion": "1.0",
        "ce-id": event_id,
        "ce-source": f"/{mesh_name_of(event.DESCRIPTOR.full_name)}",
        "ce-type": event.DESCRIPTOR.full_name,
        "ce-time": "2026-01-01T00:00:00.000Z",
        "content-type": "application/protobuf",
    }
    if trace := current_trace():
        headers["traceparent"] = trace.traceparent
    if once:
        headers["Nats-Msg-Id"] = event_id
    await ensure_stream(broker.js, domain)
    await broker.js.publish(
        f"{option.subject}.{getattr(event, option.key)}", event.SerializeToString(), headers=headers
    )
    return event_id


class TestTokens:
    """Signs access tokens as identity does."""

    __test__ = False  # Not a class of tests, whatever pytest makes of its name.

    def __init__(self, private_key: Any, kid: str) -> None:
        self._private_key = private_key
        self._kid = kid

    def of(self, customer_id: str, role: str = "customer", age_s: float = 0, **claims: Any) -> str:
        """Valid for five minutes; it has expired where `age_s` says that it is older."""
        import jwt

        issued_at = int(time.time() - age_s)
        sid = str(uuid.uuid4())
        payload = {
            "iss": ISSUER,
            "sub": customer_id,
            "role": role,
            "sid": sid,
            "iat": issued_at,
            "exp": issued_at + 300,
        }
        return jwt.encode(payload | claims, self._private_key, algorithm="EdDSA", headers={"kid": self._kid})


async def create_test_tokens(broker: Broker) -> TestTokens:
    """A key of their own, published where every process looks for keys."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from jwt.algorithms import OKPAlgorithm

    key = Ed25519PrivateKey.generate()
    kid = f"test-{uuid.uuid4()}"
    public = json.loads(OKPAlgorithm.to_jwk(key.public_key())) | {"kid": kid, "alg": "EdDSA", "use": "sig"}
    bucket = await open_bucket(broker, BUCKET)
    await bucket.put(kid, json.dumps(public).encode())
    return TestTokens(key, kid)


class Refused(Exception):
    """A failed call with what its google.rpc.Status says."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(f"{error.code().name}: {error.details()}")
        self.code: grpc.StatusCode = error.code()
        self.message: str = error.details()
        encoded = [value for name, value in error.trailing_metadata() or () if name == "grpc-status-details-bin"]
        self._details = status_pb2.Status.FromString(encoded[0]).details if encoded else []

    @property
    def reason(self) -> str:
        info = self.detail(error_details_pb2.ErrorInfo)
        return info.reason if info else ""

    def detail(self, kind: type[T]) -> T | None:
        found = kind()
        return next((found for detail in self._details if detail.Unpack(found)), None)


async def refusal_of(call: Awaitable[Any]) -> Refused:
    try:
        answer = await call
    except grpc.RpcError as error:
        return Refused(error)
    raise AssertionError(f"expected a refusal, not {answer}")


class ServiceProcess:
    """A service as the mesh runs it: its own process, from its own main."""

    def __init__(self, module: str, env: dict[str, str]) -> None:
        paths = (ROOT / "gen/python", ROOT / "kit/python", ROOT / "services")
        self.output = ""
        self.logs: list[dict[str, Any]] = []
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, paths)), "LOG_LEVEL": "debug"}
            | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._reading = asyncio.get_running_loop().run_in_executor(None, self._read)

    async def ready(self) -> dict[str, Any]:
        """The log line that says so, with the addresses."""

        def find() -> dict[str, Any] | None:
            if self._process.poll() is not None:
                raise AssertionError(f"it ended before it was ready:\n{self.output}")
            return next((line for line in self.logs if line["msg"] == "ready"), None)

        return await until("ready", find, START_TIMEOUT_S)

    async def end(self, kill: bool = False) -> int:
        """Ends it with SIGTERM, or SIGKILL, and answers with its exit code."""
        self._process.kill() if kill else self._process.terminate()
        return await self.exited()

    async def exited(self) -> int:
        """Its exit code, once it has ended and all that it has written was read."""
        await asyncio.wait_for(asyncio.shield(self._reading), START_TIMEOUT_S)
        return self._process.wait(START_TIMEOUT_S)

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            text = line.decode()
            self.output += text
            if text.startswith("{"):
                self.logs.append(json.loads(text))


@contextlib.asynccontextmanager
async def service_process(module: str, env: dict[str, str]):
    process = ServiceProcess(module, env)
    try:
        yield process
    finally:
        await process.end(kill=True)
