"""The service as the mesh runs it: its own process, real NATS, over gRPC."""

import contextlib
import socket
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
from google.rpc import error_details_pb2
from grpc import StatusCode
from meshmart.catalog.v1.catalog_events_pb2 import ProductChanged
from meshmart.ordering.v1.ordering_events_pb2 import OrderConfirmed
from meshmart.recommendations.v1 import recommendations_pb2 as contract
from meshmart.recommendations.v1.recommendations_pb2_grpc import RecommendationsServiceStub
from meshmart_kit.broker import Broker, connect_broker
from meshmart_kit.log import Logger
from meshmart_kit.testing import (
    NatsServer,
    ServiceProcess,
    create_test_tokens,
    nats_server,
    publish,
    refusal_of,
    service_process,
    until,
)

ALSO_BOUGHT = contract.Recommendation.SOURCE_ALSO_BOUGHT
IN_CATEGORY = contract.Recommendation.SOURCE_POPULAR_IN_CATEGORY
POPULAR = contract.Recommendation.SOURCE_POPULAR
Page = list[tuple[str, int]]


class World:
    """NATS of one's own, a folder for the store, and events of products called by letters."""

    def __init__(self, nats: NatsServer, broker: Broker, folder: Path) -> None:
        self.nats = nats
        self.broker = broker
        self.folder = folder
        self._names: dict[str, str] = {}

    def id_of(self, letter: str) -> str:
        return next((found for found, name in self._names.items() if name == letter), None) or self._new(letter)

    def _new(self, letter: str) -> str:
        product_id = str(uuid.uuid4())
        self._names[product_id] = letter
        return product_id

    async def confirm(self, *orders: str, order_id: str | None = None, **options) -> str:
        """Confirms orders, each a word of its products' letters; answers with the last event's id."""
        event_id = ""
        for letters in orders:
            event = OrderConfirmed(order_id=order_id or str(uuid.uuid4()), product_ids=map(self.id_of, letters))
            event_id = await publish(self.broker, event, **options)
        return event_id

    async def put_into(self, category: str, letters: str, version: int = 1) -> None:
        for letter in letters:
            product_id = self.id_of(letter)
            await publish(self.broker, ProductChanged(product_id=product_id, category=category, version=version))

    def page(self, response) -> Page:
        return [(self._names[one.product_id], one.source) for one in response.recommendations]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[tuple["Client", ServiceProcess]]:
        env = {"NATS_URL": self.nats.url, "DATA_DIR": str(self.folder)}
        async with service_process("recommendations", env) as process:
            address = (await process.ready())["address"]
            async with grpc.aio.insecure_channel(address) as channel:
                yield Client(self, RecommendationsServiceStub(channel)), process


class Client:
    def __init__(self, world: World, stub: RecommendationsServiceStub) -> None:
        self._world = world
        self.stub = stub

    async def also_bought(self, letter: str, size: int = 0) -> Page:
        request = contract.ListAlsoBoughtRequest(product_id=self._world.id_of(letter), page_size=size)
        return self._world.page(await self.stub.ListAlsoBought(request, timeout=10))

    async def popular(self, category: str = "") -> list[tuple[str, float]]:
        request = contract.ListPopularProductsRequest(category=category)
        response = await self.stub.ListPopularProducts(request, timeout=10)
        names = self._world.page(response)
        return [(name, one.score) for (name, _), one in zip(names, response.recommendations, strict=True)]

    async def learns(self, category: str, expected: list[tuple[str, float]]) -> None:
        async def learnt() -> bool:
            return await self.popular(category) == expected

        await until(f"what is popular is {expected}", learnt)


@contextlib.asynccontextmanager
async def world_in(folder: Path) -> AsyncIterator[World]:
    with nats_server() as nats:
        broker = await connect_broker(nats.url, "test", Logger("test", "test", "fatal"))
        try:
            yield World(nats, broker, folder)
        finally:
            await broker.close()


async def test_it_learns_from_confirmed_orders_and_falls_back_to_what_is_popular(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world, world.running() as (client, _):
        assert await client.also_bought("a") == []
        await world.put_into("tea", "acd")
        await world.put_into("cups", "be")
        await client.learns("tea", [])
        await world.confirm("ab", "ab", "c", "c", "d", "e", "e", "e")
        await client.learns("", [("e", 3), *sorted_by_id(world, "abc", 2), ("d", 1)])
        await client.learns("tea", [*sorted_by_id(world, "ac", 2), ("d", 1)])
        expected = [("b", ALSO_BOUGHT), ("c", IN_CATEGORY), ("d", IN_CATEGORY), ("e", POPULAR)]
        assert await client.also_bought("a") == expected
        assert await client.also_bought("a", size=2) == expected[:2]
        assert await client.also_bought("d", size=1) == [(sorted_by_id(world, "ac", 2)[0][0], IN_CATEGORY)]


async def test_it_catches_up_with_what_happened_while_it_was_down_or_killed(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world:
        await world.confirm("ab", "c")
        async with world.running() as (client, process):
            await client.learns("", sorted_by_id(world, "abc", 1))
            await process.end(kill=True)
        await world.confirm(*["ab"] * 300)
        async with world.running() as (client, process):
            await client.learns("", [*sorted_by_id(world, "ab", 301), ("c", 1)])
            assert await process.end() == 0
        async with world.running() as (client, _):
            # At once: it is in the store.
            assert await client.popular() == [*sorted_by_id(world, "ab", 301), ("c", 1)]


async def test_a_new_store_is_learnt_from_the_beginning_of_the_stream(tmp_path: Path) -> None:
    async with world_in(tmp_path / "first") as world:
        await world.confirm("ab", "c", "c")
        for folder in ("first", "second"):
            world.folder = tmp_path / folder
            async with world.running() as (client, _):
                await client.learns("", [("c", 2), *sorted_by_id(world, "ab", 1)])


async def test_what_is_delivered_twice_counts_once(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world, world.running() as (client, _):
        order_id = str(uuid.uuid4())
        event_id = await world.confirm("ab", order_id=order_id)
        # As by a publisher that has forgotten that it published, and by one that has made another event of it.
        await world.confirm("ab", order_id=order_id, event_id=event_id, once=False)
        await world.confirm("ab", order_id=order_id)
        await world.confirm("z")
        await client.learns("", sorted_by_id(world, "abz", 1))


async def test_an_event_that_is_no_order_does_not_hold_up_the_orders(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world, world.running() as (client, process):
        await publish(world.broker, OrderConfirmed(order_id="no-uuid"))
        await world.confirm("a")
        await client.learns("", [("a", 1)])
        refused = next(line for line in process.logs if line["msg"].startswith("event not handled"))
        assert refused["subject"] == "ordering.order_confirmed.no-uuid"


async def test_staff_may_have_the_model_learnt_anew_and_nobody_else(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world, world.running() as (client, _):
        await world.confirm("abc", "ab", "d")
        await client.learns("", [*sorted_by_id(world, "ab", 2), *sorted_by_id(world, "cd", 1)])
        before = await client.also_bought("a")
        tokens = await create_test_tokens(world.broker)

        def retrain(token: str | None):
            metadata = (("authorization", f"Bearer {token}"),) if token else ()
            return client.stub.RetrainModel(contract.RetrainModelRequest(), metadata=metadata, timeout=30)

        customer = str(uuid.uuid4())
        staff = tokens.of(customer, "staff")

        async def key_is_known() -> bool:
            return (await refusal_of(retrain(tokens.of(customer)))).reason == "STAFF_ONLY"

        await until("a customer is refused", key_is_known)
        refused = await refusal_of(retrain(None))
        assert (refused.code, refused.reason) == (StatusCode.UNAUTHENTICATED, "SIGN_IN_REQUIRED")

        answer = await retrain(staff)
        assert (answer.order_count, answer.pair_count) == (3, 3)
        assert answer.complete_time.seconds > 0
        assert await client.also_bought("a") == before


async def test_a_start_that_fails_ends_the_process_with_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            for env, sentence in (
                ({"NATS_URL": ""}, "Set NATS_URL"),
                ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
                ({"PORT": port}, f"Cannot listen on 127.0.0.1:{port}. Is the port in use?"),
                ({"ADMIN_PORT": port}, f"ADMIN_PORT {port} on 127.0.0.1 cannot be bound"),
            ):
                env = {"NATS_URL": world.nats.url, "DATA_DIR": str(tmp_path)} | env
                async with service_process("recommendations", env) as process:
                    assert await process.exited() == 1
                    last = process.logs[-1]
                    assert last["level"] == "fatal"
                    assert sentence in last["msg"]


WRONG = [
    (contract.ListAlsoBoughtRequest(product_id="mug"), "product_id"),
    (contract.ListAlsoBoughtRequest(product_id=str(uuid.uuid4()), page_size=51), "page_size"),
    (contract.ListAlsoBoughtRequest(product_id=str(uuid.uuid4()), page_size=-1), "page_size"),
    (contract.ListAlsoBoughtRequest(product_id=str(uuid.uuid4()), page_token="2"), "page_token"),
    (contract.ListPopularProductsRequest(category="x" * 51), "category"),
    (contract.ListPopularProductsRequest(page_token="2"), "page_token"),
]


async def test_a_request_that_cannot_be_answered_is_refused_with_the_field(tmp_path: Path) -> None:
    async with world_in(tmp_path) as world, world.running() as (client, _):
        for request, field in WRONG:
            is_popular = isinstance(request, contract.ListPopularProductsRequest)
            call = client.stub.ListPopularProducts if is_popular else client.stub.ListAlsoBought
            refused = await refusal_of(call(request, timeout=10))
            wrong = refused.detail(error_details_pb2.BadRequest)
            assert refused.code is StatusCode.INVALID_ARGUMENT
            assert wrong and [found.field for found in wrong.field_violations] == [field], request


def sorted_by_id(world: World, letters: str, count: int) -> list[tuple[str, float]]:
    """Products that were bought as often as each other stand in the order of their ids."""
    return [(letter, count) for letter in sorted(letters, key=world.id_of)]
