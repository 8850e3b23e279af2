"""What a Python service promises to those who call it, over real gRPC."""

import asyncio
import contextlib
import io
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable

import pytest

import grpc
from google.rpc import error_details_pb2
from grpc import StatusCode
from grpc.health.v1 import health_pb2
from grpc.reflection.v1 import reflection_pb2
from meshmart.inventory.v1 import inventory_pb2
from meshmart.recommendations.v1 import recommendations_pb2 as contract
from meshmart.recommendations.v1.recommendations_pb2_grpc import (
    RecommendationsServiceServicer,
    RecommendationsServiceStub,
)
from meshmart_kit.broker import connect_broker
from meshmart_kit.config import read_config
from meshmart_kit.errors import DomainError
from meshmart_kit.interceptors.admission import admission
from meshmart_kit.interceptors.validation import validation
from meshmart_kit.log import Logger
from meshmart_kit.serve import add_service, create_server, listen
from meshmart_kit.server_call import ServerCall
from meshmart_kit.service import Route, RunningService, ServiceOptions, run_service
from meshmart_kit.testing import NatsServer, Refused, refusal_of
from meshmart_kit.trace import current_trace

SERVICE = contract.DESCRIPTOR.services_by_name["RecommendationsService"]
PRODUCT = str(uuid.uuid4())
TRACE = "0af7651916cd43dd8448eb211c80319c"


class Sample(RecommendationsServiceServicer):
    """Answers ListAlsoBought as a test tells it to, never answers ListPopularProducts, and lacks RetrainModel."""

    def __init__(self, answer: Callable[[contract.ListAlsoBoughtRequest], None] = lambda request: None) -> None:
        self._answer = answer
        self.begun = asyncio.Event()

    async def ListAlsoBought(self, request, call: ServerCall):
        self._answer(request)
        return contract.ListAlsoBoughtResponse()

    async def ListPopularProducts(self, request, call: ServerCall):
        self.begun.set()
        # It does not let itself be interrupted either.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(30)
        await asyncio.sleep(1)
        return contract.ListPopularProductsResponse()


@contextlib.asynccontextmanager
async def served(servicer: object, interceptors=(), service=SERVICE) -> AsyncIterator[grpc.aio.Channel]:
    server = create_server()
    add_service(server, service, servicer, interceptors)
    channel = grpc.aio.insecure_channel(f"127.0.0.1:{listen(server, '127.0.0.1', 0)}")
    await server.start()
    try:
        yield channel
    finally:
        await channel.close()
        await server.stop(0)


@contextlib.asynccontextmanager
async def running(nats: NatsServer, servicer: object, out: io.StringIO | None = None) -> AsyncIterator[RunningService]:
    config = read_config("recommendations", {"NATS_URL": nats.url})
    log = Logger(config.service, config.instance, "debug", out or io.StringIO())
    broker = await connect_broker(nats.url, config.instance, log)
    service = await run_service(ServiceOptions(config, log, broker, [Route(SERVICE, servicer)]))
    try:
        yield service
    finally:
        await service.stop()


def raising(error: Exception) -> Callable[[object], None]:
    def answer(_request: object) -> None:
        raise error

    return answer


async def ask(channel: grpc.aio.Channel, **options) -> Refused:
    return await refusal_of(
        RecommendationsServiceStub(channel).ListAlsoBought(
            contract.ListAlsoBoughtRequest(product_id=PRODUCT), **({"timeout": 10} | options)
        )
    )


@pytest.mark.parametrize(
    ("situation", "code", "detail"),
    [
        ("invalid", StatusCode.INVALID_ARGUMENT, error_details_pb2.BadRequest),
        ("missing", StatusCode.NOT_FOUND, error_details_pb2.ResourceInfo),
        ("not_now", StatusCode.FAILED_PRECONDITION, error_details_pb2.PreconditionFailure),
        ("unavailable", StatusCode.UNAVAILABLE, error_details_pb2.RetryInfo),
        ("conflict", StatusCode.ABORTED, error_details_pb2.ErrorInfo),
    ],
)
async def test_a_domain_error_comes_with_its_reason_and_the_detail_that_fits(situation, code, detail) -> None:
    error = DomainError(situation, "TOO_ODD", "It is odd.", {"field": "number"})
    async with served(Sample(raising(error))) as channel:
        refused = await ask(channel)
        assert (refused.code, refused.message, refused.reason) == (code, "It is odd.", "TOO_ODD")
        info = refused.detail(error_details_pb2.ErrorInfo)
        assert info and (info.domain, dict(info.metadata)) == ("meshmart.recommendations", {"field": "number"})
        assert refused.detail(detail)


async def test_of_an_unexpected_error_the_caller_is_told_nothing_but_the_trace() -> None:
    async with served(Sample(raising(RuntimeError("password=hunter2")))) as channel:
        refused = await ask(channel, metadata=(("traceparent", f"00-{TRACE}-b7ad6b7169203331-01"),))
        sentence = f"Something went wrong on our side. Quote trace {TRACE} to support."
        assert (refused.code, refused.message, refused.reason) == (StatusCode.INTERNAL, sentence, "INTERNAL")


async def test_every_field_that_breaks_a_rule_of_the_contract_is_named() -> None:
    service = inventory_pb2.DESCRIPTOR.services_by_name["InventoryService"]
    request = inventory_pb2.ReserveStockRequest(order_id="no uuid")
    request.items.add(product_id=PRODUCT, quantity=0)

    class Inventory:
        async def ReserveStock(self, request, call):
            return inventory_pb2.ReserveStockResponse()

    async with served(Inventory(), [validation], service) as channel:
        reserve = channel.unary_unary(
            "/meshmart.inventory.v1.InventoryService/ReserveStock",
            inventory_pb2.ReserveStockRequest.SerializeToString,
            inventory_pb2.ReserveStockResponse.FromString,
        )
        refused = await refusal_of(reserve(request, timeout=10))
        wrong = refused.detail(error_details_pb2.BadRequest)
        assert refused.reason == "INVALID_REQUEST"
        assert wrong and [found.field for found in wrong.field_violations] == ["order_id", "items[0].quantity"]
        assert refused.message == f"order_id: {wrong.field_violations[0].description} (and 1 more)"


async def test_a_call_ends_at_its_callers_deadline_and_at_the_contracts_even_if_the_handler_goes_on() -> None:
    async with served(Sample()) as channel:
        popular = RecommendationsServiceStub(channel).ListPopularProducts
        request = contract.ListPopularProductsRequest()
        assert (await refusal_of(popular(request, timeout=0.05))).code is StatusCode.DEADLINE_EXCEEDED
        # The contract gives it two seconds.
        refused = await refusal_of(popular(request))
        assert (refused.code, refused.reason) == (StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")


async def test_beyond_the_limit_of_calls_at_once_callers_are_told_when_to_come_back() -> None:
    servicer = Sample()
    async with served(servicer, [admission(1)]) as channel:
        stub = RecommendationsServiceStub(channel)
        waiting = stub.ListPopularProducts(contract.ListPopularProductsRequest())
        await servicer.begun.wait()
        refused = await ask(channel)
        assert (refused.code, refused.reason) == (StatusCode.RESOURCE_EXHAUSTED, "OVERLOADED")
        assert refused.detail(error_details_pb2.RetryInfo)
        await refusal_of(waiting)
        answer = await stub.ListAlsoBought(contract.ListAlsoBoughtRequest(product_id=PRODUCT), timeout=10)
        assert answer == contract.ListAlsoBoughtResponse()


async def test_a_call_belongs_to_its_callers_trace() -> None:
    traces = []
    async with served(Sample(lambda request: traces.append(current_trace()))) as channel:
        call = RecommendationsServiceStub(channel).ListAlsoBought
        request = contract.ListAlsoBoughtRequest(product_id=PRODUCT)
        await call(request, timeout=10, metadata=(("traceparent", f"00-{TRACE}-b7ad6b7169203331-01"),))
        await call(request, timeout=10, metadata=(("traceparent", f"00-{'0' * 32}-b7ad6b7169203331-01"),))
        assert traces[0].trace_id == TRACE
        assert traces[0].span_id != "b7ad6b7169203331"
        assert traces[1].trace_id not in (TRACE, "0" * 32)


async def test_a_method_that_the_service_lacks_is_unimplemented(nats: NatsServer) -> None:
    async with served(Sample()) as channel:
        retrain = RecommendationsServiceStub(channel).RetrainModel
        refused = await refusal_of(retrain(contract.RetrainModelRequest(), timeout=10))
        assert refused.code is StatusCode.UNIMPLEMENTED


async def test_health_is_told_of_the_process_and_of_each_of_its_services(nats: NatsServer) -> None:
    async with running(nats, Sample()) as service, grpc.aio.insecure_channel(service.address) as channel:
        check = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            health_pb2.HealthCheckRequest.SerializeToString,
            health_pb2.HealthCheckResponse.FromString,
        )
        for name in ("", SERVICE.full_name):
            answer = await check(health_pb2.HealthCheckRequest(service=name), timeout=10)
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        refused = await refusal_of(check(health_pb2.HealthCheckRequest(service="other"), timeout=10))
        assert refused.code is StatusCode.NOT_FOUND


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
async def test_reflection_knows_the_services_and_the_error_details(version: str, nats: NatsServer) -> None:
    asked = [
        reflection_pb2.ServerReflectionRequest(list_services=""),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE.full_name + ".ListAlsoBought"),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="google.rpc.ErrorInfo"),
        reflection_pb2.ServerReflectionRequest(file_containing_symbol="meshmart.Nothing"),
    ]
    async with running(nats, Sample()) as service, grpc.aio.insecure_channel(service.address) as channel:
        reflect = channel.stream_stream(
            f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
            reflection_pb2.ServerReflectionRequest.SerializeToString,
            reflection_pb2.ServerReflectionResponse.FromString,
        )
        services, file, details, nothing = [answer async for answer in reflect(iter(asked), timeout=10)]
        assert SERVICE.full_name in [found.name for found in services.list_services_response.service]
        # With all that it imports, so that one answer is enough.
        assert len(file.file_descriptor_response.file_descriptor_proto) > 5
        assert details.HasField("file_descriptor_response")
        assert nothing.error_response.error_code == StatusCode.NOT_FOUND.value[0]


async def test_calls_are_counted_and_logged_under_the_names_of_every_language(nats: NatsServer) -> None:
    out = io.StringIO()
    async with running(nats, Sample(raising(DomainError("missing", "GONE", "Gone."))), out) as service:
        async with grpc.aio.insecure_channel(service.address) as channel:
            await ask(channel, metadata=(("traceparent", f"00-{TRACE}-b7ad6b7169203331-01"),))
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        admin = next(line["adminAddress"] for line in lines if line["msg"] == "ready")
        metrics = await get(f"http://{admin}/metrics")
        labels = f'code="NotFound",method="ListAlsoBought",service="{SERVICE.full_name}"'
        assert f"rpc_server_requests_total{{{labels}}} 1.0" in metrics[1]
        assert "rpc_server_duration_seconds_bucket" in metrics[1]
        assert (await get(f"http://{admin}/healthz"), (await get(f"http://{admin}/"))[0]) == ((200, "serving\n"), 404)
        line = next(line for line in lines if line["msg"] == "call")
        assert {name: line[name] for name in ("level", "service", "method", "code", "reason", "traceId")} == {
            "level": "debug",
            "service": "recommendations",
            "method": f"{SERVICE.full_name}/ListAlsoBought",
            "code": "NotFound",
            "reason": "GONE",
            "traceId": TRACE,
        }


async def get(url: str) -> tuple[int, str]:
    def fetch() -> tuple[int, str]:
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    return await asyncio.to_thread(fetch)
