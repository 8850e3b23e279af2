"""What a consumer promises: every event is handled, in order; none is lost, and a bad one holds up nobody."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from meshmart.ordering.v1.ordering_events_pb2 import OrderCancelled, OrderConfirmed
from meshmart_kit.broker import Broker, connect_broker
from meshmart_kit.consumer import Consumer, ConsumerOptions
from meshmart_kit.events import ReceivedEvent
from meshmart_kit.log import Logger
from meshmart_kit.testing import NatsServer, nats_server, publish, until
from meshmart_kit.trace import Trace, continue_trace, current_trace, within

LOG = Logger("test", "test", "fatal")


class Handled:
    """Notes what it is given, and fails as it is told to."""

    def __init__(self) -> None:
        self.orders: list[str] = []
        self.failures: dict[str, int] = {}
        """How often an order's event is still to fail."""

    async def __call__(self, events: Sequence[ReceivedEvent]) -> None:
        for event in events:
            left = self.failures.get(event.message.order_id, 0)
            if left > 0:
                self.failures[event.message.order_id] = left - 1
                raise RuntimeError("not now")
        self.orders.extend(event.message.order_id for event in events)


@asynccontextmanager
async def consuming(broker: Broker, handled: Handled, **options) -> AsyncIterator[Consumer]:
    consumer = Consumer(broker, ConsumerOptions("test", "orders", [OrderConfirmed], handled, **options), LOG)
    try:
        yield consumer
    finally:
        await consumer.stop()


@asynccontextmanager
async def broker_of_its_own() -> AsyncIterator[tuple[NatsServer, Broker]]:
    with nats_server() as server:
        broker = await connect_broker(server.url, "test", LOG)
        try:
            yield server, broker
        finally:
            await broker.close()


def order(order_id: str | None = None) -> OrderConfirmed:
    return OrderConfirmed(order_id=order_id or str(uuid.uuid4()))


async def test_events_of_its_types_are_handled_once_and_in_order_also_those_from_before_it_began() -> None:
    async with broker_of_its_own() as (_server, broker):
        orders = [order() for _ in range(1_200)]
        for event in orders[:600]:
            await publish(broker, event)
        await publish(broker, OrderCancelled(order_id=orders[0].order_id))
        handled = Handled()
        async with consuming(broker, handled):
            for event in orders[600:]:
                await publish(broker, event)
            await until("all are handled", lambda: len(handled.orders) >= 1_200)
        # Another run goes on where the first has ended.
        later = order()
        await publish(broker, later)
        again = Handled()
        async with consuming(broker, again):
            await until("the later one is handled", lambda: again.orders)
        assert handled.orders == [event.order_id for event in orders]
        assert again.orders == [later.order_id]


async def test_an_event_is_handled_within_the_trace_that_it_was_published_in() -> None:
    traces: list[Trace | None] = []

    async def handle(events: Sequence[ReceivedEvent]) -> None:
        traces.append(current_trace())

    async with broker_of_its_own() as (_server, broker):
        with within(continue_trace(None)):
            published_in = current_trace()
            await publish(broker, order())
        options = ConsumerOptions("test", "orders", [OrderConfirmed], handle)
        consumer = Consumer(broker, options, LOG)
        await until("it is handled", lambda: traces)
        await consumer.stop()
        assert traces[0] and published_in
        assert traces[0].trace_id == published_in.trace_id
        assert traces[0].span_id != published_in.span_id


async def test_an_event_that_fails_is_delivered_again_and_does_not_hold_up_the_others() -> None:
    async with broker_of_its_own() as (_server, broker):
        bad, good = order(), [order() for _ in range(5)]
        handled = Handled()
        handled.failures[bad.order_id] = 3
        for event in [bad, *good]:
            await publish(broker, event)
        async with consuming(broker, handled):
            await until("all are handled", lambda: len(handled.orders) == 6)
        assert handled.orders == [*(event.order_id for event in good), bad.order_id]


async def test_an_event_that_never_succeeds_goes_to_the_dead_letters_as_it_was() -> None:
    async with broker_of_its_own() as (_server, broker):
        bad = order()
        handled = Handled()
        handled.failures[bad.order_id] = 1_000
        event_id = await publish(broker, bad)
        async with consuming(broker, handled, max_deliveries=3):

            async def letter():
                try:
                    return await broker.js.get_last_msg("DEAD", "dead.test.orders")
                except Exception:
                    return None

            found = await until("it is among the dead letters", letter)
            assert OrderConfirmed.FromString(found.data) == bad
            assert found.headers["ce-id"] == event_id

            async def settled() -> bool:
                return (await broker.js.consumer_info("ORDERING", "test-orders")).num_ack_pending == 0

            await until("it is not delivered any more", settled)


async def test_an_event_that_fails_by_the_machines_fault_is_never_given_up() -> None:
    async with broker_of_its_own() as (_server, broker):
        waiting = order()
        handled = Handled()
        handled.failures[waiting.order_id] = 4
        await publish(broker, waiting)
        async with consuming(broker, handled, max_deliveries=2, is_transient=lambda error: True):
            await until("it is handled", lambda: handled.orders == [waiting.order_id])


async def test_it_goes_on_when_nats_comes_back_with_its_data_and_without() -> None:
    async with broker_of_its_own() as (server, broker):
        handled = Handled()
        async with consuming(broker, handled):
            for lost in (False, True):
                await until("the consumer is there", lambda: is_there(broker, "test-orders"))
                server.stop()
                if lost:
                    server.erase()
                server.start()
                event = order()
                await until("it is published", lambda event=event: published(broker, event))
                await until("it is handled", lambda event=event: event.order_id in handled.orders, 30)


async def test_a_store_of_another_id_reads_the_stream_from_its_beginning_and_the_old_consumer_ends_by_itself() -> None:
    async with broker_of_its_own() as (_server, broker):
        event = order()
        await publish(broker, event)
        for store_id in ("first", "second"):
            handled = Handled()
            async with consuming(broker, handled, store_id=store_id):
                await until("it is handled", lambda handled=handled: handled.orders == [event.order_id])
        config = (await broker.js.consumer_info("ORDERING", "test-orders-first")).config
        assert config.inactive_threshold == 7 * 86_400


async def is_there(broker: Broker, durable: str) -> bool:
    try:
        return bool(await asyncio.wait_for(broker.js.consumer_info("ORDERING", durable), 2))
    except Exception:
        return False


async def published(broker: Broker, event: OrderConfirmed) -> bool:
    try:
        return bool(await asyncio.wait_for(publish(broker, event, event_id=event.order_id), 2))
    except Exception:
        return False
