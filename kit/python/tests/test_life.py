"""A Python service from found to gone, by the registry and the streams that every language shares."""

import asyncio
import contextlib
import io
import json
import subprocess
import urllib.error
import urllib.request

import pytest

import grpc
from grpc.health.v1 import health_pb2
from meshmart.recommendations.v1 import recommendations_pb2 as contract
from meshmart.recommendations.v1.recommendations_pb2_grpc import (
    RecommendationsServiceServicer,
    RecommendationsServiceStub,
)
from meshmart_kit.announce import BUCKET
from meshmart_kit.broker import Broker, connect_broker, open_bucket
from meshmart_kit.config import read_config
from meshmart_kit.log import Logger
from meshmart_kit.service import Route, ServiceOptions, run_service
from meshmart_kit.streams import ensure_stream
from meshmart_kit.testing import ROOT, NatsServer, refusal_of, until

SERVICE = contract.DESCRIPTOR.services_by_name["RecommendationsService"]
INSTANCE = "recommendations-0000aaaa"
PRODUCT = "01930000-0000-7000-8000-000000000003"

# What kit/typescript makes of streams and buckets that are there already, and the other way round.
TYPESCRIPT = """
import { connect } from "nats";
import { jetstreamManager } from "@nats-io/jetstream";
import { openRegistry } from "@meshmart/kit/announce";
import { ensureStream } from "@meshmart/kit/streams";
import { openTokenKeyBucket } from "@meshmart/kit/token-keys";
const broker = await connect({ servers: process.argv[1] });
const manager = await jetstreamManager(broker);
for (const domain of ["ordering", "dead"]) await ensureStream(manager, domain);
await (await openRegistry(broker)).put("service.instance", "{}");
await (await openTokenKeyBucket(broker)).put("kid", "{}");
await broker.close();
"""


class Slow(RecommendationsServiceServicer):
    def __init__(self) -> None:
        self.begun = asyncio.Event()

    async def ListAlsoBought(self, request, call):
        self.begun.set()
        await asyncio.sleep(0.3)
        return contract.ListAlsoBoughtResponse(next_page_token="finished")


class Noted:
    """Background work that notes when it is stopped."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes

    async def stop(self) -> None:
        self._notes.append("background stopped")


def sample(broker: Broker, url: str, servicer: object, notes: list[str] | None = None) -> ServiceOptions:
    config = read_config("recommendations", {"NATS_URL": url, "INSTANCE_ID": INSTANCE})
    log = Logger(config.service, config.instance, "info", io.StringIO())
    notes = [] if notes is None else notes

    async def close() -> None:
        notes.append("store closed")

    return ServiceOptions(config, log, broker, [Route(SERVICE, servicer)], [Noted(notes)], close)


async def entry_of(broker: Broker) -> dict | None:
    try:
        bucket = await asyncio.wait_for(open_bucket(broker, BUCKET), 2)
        return json.loads((await asyncio.wait_for(bucket.get(f"recommendations.{INSTANCE}"), 2)).value)
    except Exception:
        return None


async def test_an_instance_is_in_the_registry_until_it_leaves_also_after_the_registry_was_lost(
    nats: NatsServer,
) -> None:
    log = Logger("test", "test", "fatal")
    watcher = await connect_broker(nats.url, "test", log)
    service = await run_service(sample(await connect_broker(nats.url, "sample", log), nats.url, Slow()))
    entry = await entry_of(watcher)
    assert entry and entry["address"] == service.address
    assert sorted(entry) == sorted(["service", "instance", "address", "adminAddress", "pid", "language", "startedAt"])
    nats.stop()
    nats.erase()
    nats.start()
    await until("it is announced again", lambda: entry_of(watcher))
    await service.stop()
    assert await entry_of(watcher) is None
    await watcher.close()


async def test_draining_goes_from_the_registry_by_the_calls_to_the_store_and_no_call_is_lost(nats: NatsServer) -> None:
    log = Logger("test", "test", "fatal")
    watcher = await connect_broker(nats.url, "test", log)
    notes: list[str] = []
    servicer = Slow()
    service = await run_service(sample(await connect_broker(nats.url, "sample", log), nats.url, servicer, notes))
    admin = f"http://{(await entry_of(watcher) or {})['adminAddress']}/healthz"
    async with grpc.aio.insecure_channel(service.address) as channel:
        stub = RecommendationsServiceStub(channel)
        watch = channel.unary_stream(
            "/grpc.health.v1.Health/Watch",
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )(health_pb2.HealthCheckRequest(), timeout=20)
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.SERVING
        call = stub.ListAlsoBought(contract.ListAlsoBoughtRequest(product_id=PRODUCT), timeout=10)
        await servicer.begun.wait()
        stopping = asyncio.ensure_future(service.stop())

        # Told before anything ends: out of the registry, then not serving, while the call still runs.
        assert (await watch.read()).status == health_pb2.HealthCheckResponse.NOT_SERVING
        assert await entry_of(watcher) is None
        assert await asyncio.to_thread(status_of, admin) == 503
        assert (call.done(), notes) == (False, [])

        assert (await call).next_page_token == "finished"
        await stopping
        assert notes == ["background stopped", "store closed"]
        late = stub.ListAlsoBought(contract.ListAlsoBoughtRequest(product_id=PRODUCT), timeout=5)
        assert (await refusal_of(late)).code is grpc.StatusCode.UNAVAILABLE
    await watcher.close()


@pytest.mark.parametrize("first", ["Python", "TypeScript"])
async def test_streams_and_buckets_may_be_made_by_either_language_first(first: str) -> None:
    server = NatsServer()
    broker = await connect_broker(server.url, "test", Logger("test", "test", "fatal"))

    async def python() -> None:
        for domain in ("ordering", "dead"):
            await ensure_stream(broker.js, domain)
        await (await open_bucket(broker, "registry", 10)).put("other.instance", b"{}")
        await (await open_bucket(broker, "token_keys")).put("other", b"{}")

    async def typescript() -> None:
        node = str(ROOT / "node_modules/node/bin/node")
        command = [node, "--input-type=module", "-e", TYPESCRIPT, server.url]
        done = await asyncio.to_thread(
            subprocess.run, command, cwd=ROOT / "kit/typescript", capture_output=True, text=True, timeout=30
        )
        assert done.returncode == 0, done.stderr

    try:
        for make in (python, typescript) if first == "Python" else (typescript, python):
            await make()
    finally:
        await broker.close()
        server.close()


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({}, "Set NATS_URL"),
        ({"NATS_URL": "nats://x", "PORT": "http"}, 'PORT must be a port from 0 to 65535, not "http"'),
        ({"NATS_URL": "nats://x", "ADMIN_PORT": "70000"}, "ADMIN_PORT must be a port"),
    ],
)
def test_a_configuration_that_is_wrong_is_refused_with_the_variables_name(env: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_config("sample", env)


def status_of(url: str) -> int:
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=5) as response:
        return response.status
    return 503
