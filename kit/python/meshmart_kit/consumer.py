"""Consumes other services' events: at least once from the broker, in order, many at a time.

The handler makes it once in effect: it writes the events' ids in the transaction of their effect, and leaves out those it has seen. A
batch that cannot be handled is tried event by event; one that cannot is retried apart from the rest, and after 20 deliveries goes to
the dead letters, never lost.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from google.protobuf.message import Message
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NothingYet
from nats.js import JetStreamContext, api
from prometheus_client import Counter

from .broker import Broker
from .events import ReceivedEvent, decode_event, subject_of
from .log import Logger
from .streams import DEAD_LETTERS, ensure_stream
from .trace import continue_trace, within

BATCH = 100
"""Deliveries in flight, too: the bound of what waits in this process. More would keep calls waiting while they are handled."""
ACK_WAIT_S = 10.0
"""After this a delivery is taken for lost, with whoever had it."""
MAX_DELIVERIES = 20
FETCH_S = 5.0
RETRY_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
UNUSED_S = 7 * 86_400.0
"""How long events are kept: a consumer that nobody asked for so long has nothing left to remember."""

consumed = Counter("events_consumed_total", "Events handled.", ["consumer"])
retried = Counter("events_retried_total", "Deliveries that failed and will be repeated.", ["consumer"])
dead = Counter("events_dead_total", "Events given up to the dead letters.", ["consumer"])

Handler = Callable[[Sequence[ReceivedEvent]], Awaitable[None]]


@dataclass(frozen=True)
class ConsumerOptions:
    service: str
    name: str
    """What it is for, unique in the service: "orders". Names the durable consumer, so keep it."""
    events: Sequence[type[Message]]
    """All of one domain: their order is kept among them."""
    handle: Handler
    store_id: str = ""
    """Where the effect lies in a store that may be lost: a store of another id reads the stream from its beginning."""
    is_transient: Callable[[Exception], bool] = lambda error: False
    """Whether trying again later is all that an error asks for: such an event is never given up."""
    max_deliveries: int = MAX_DELIVERIES
    gather_s: float = 0.0
    """How long events may wait for company, where a batch costs about the same as one: shorter than ACK_WAIT_S."""

    @property
    def durable(self) -> str:
        return "-".join(part for part in (self.service, self.name, self.store_id) if part)


class Consumer:
    """Runs from its making until `stop`, across every restart of the broker."""

    def __init__(self, broker: Broker, options: ConsumerOptions, log: Logger) -> None:
        self._js: JetStreamContext = broker.js
        self._options = options
        self._log = log
        self._types = {event.DESCRIPTOR.full_name: event for event in options.events}
        self._stopping = asyncio.Event()
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Finishes the batch that is being handled; what was not is delivered again, here or to another run."""
        self._stopping.set()
        await self._running

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self._consume()
            except Exception as error:
                self._log.warn("consumer interrupted; it starts again", err=error, consumer=self._options.durable)
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), RETRY_PAUSE_S)

    async def _consume(self) -> None:
        stream = await ensure_stream(self._js, subject_of(self._options.events[0]).split(".")[0])
        await self._ensure_consumer(stream)
        subscription = await self._js.pull_subscribe_bind(durable=self._options.durable, stream=stream)
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            while not self._stopping.is_set():
                fetch = asyncio.ensure_future(subscription.fetch(BATCH, FETCH_S))
                await asyncio.wait({fetch, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if not fetch.done():
                    fetch.cancel()
                    return
                try:
                    batch = fetch.result()
                except NothingYet:
                    # Silence is also what a consumer says that was lost with its broker's data. This asks.
                    await subscription.consumer_info()
                    continue
                await self._settle(batch)
                if len(batch) < BATCH and self._options.gather_s > 0:
                    await asyncio.wait({stopping}, timeout=self._options.gather_s)
        finally:
            stopping.cancel()
            with contextlib.suppress(Exception):
                await subscription.unsubscribe()

    async def _ensure_consumer(self, stream: str) -> None:
        await self._js.add_consumer(
            stream,
            api.ConsumerConfig(
                durable_name=self._options.durable,
                ack_policy=api.AckPolicy.EXPLICIT,
                ack_wait=ACK_WAIT_S,
                deliver_policy=api.DeliverPolicy.ALL,
                filter_subjects=[f"{subject_of(event)}.*" for event in self._options.events],
                max_ack_pending=BATCH,
                max_deliver=-1,
                # The consumer of a lost store goes away by itself.
                inactive_threshold=UNUSED_S if self._options.store_id else None,
            ),
        )

    async def _settle(self, batch: Sequence[Msg]) -> None:
        """Handles a batch at once; when that fails, each event on its own, so that a bad one holds up nobody."""
        durable = self._options.durable
        try:
            events = [self._decoded(message) for message in batch]
            with within(continue_trace(events[0].traceparent)):
                await self._options.handle(events)
        except Exception as error:
            if len(batch) > 1 and not self._options.is_transient(error):
                for message in batch:
                    await self._settle([message])
                return
            first = batch[0]
            self._log.warn(
                "event not handled; it will be delivered again",
                err=error,
                consumer=durable,
                subject=first.subject,
                deliveries=first.metadata.num_delivered,
            )
            for message in batch:
                await self._give_back(message, error)
            return
        for message in batch:
            await message.ack()
        consumed.labels(durable).inc(len(batch))

    def _decoded(self, message: Msg) -> ReceivedEvent:
        headers = message.headers or {}
        event = self._types.get(headers.get("ce-type", ""))
        if event is None:
            kind = headers.get("ce-type", "an event without ce-type")
            raise ValueError(f"No handler for {kind} on {message.subject}.")
        return decode_event(event, message.data, headers)

    async def _give_back(self, message: Msg, error: Exception) -> None:
        durable, deliveries = self._options.durable, message.metadata.num_delivered
        if self._options.is_transient(error) or deliveries < self._options.max_deliveries:
            retried.labels(durable).inc()
            await message.nak(delay=min(0.1 * 2 ** min(deliveries, 10), LONGEST_PAUSE_S))
            return
        try:
            await ensure_stream(self._js, DEAD_LETTERS)
            letter = {**(message.headers or {})}
            # Not the event's own id: another consumer may give the same event up.
            letter["Nats-Msg-Id"] = f"{durable} {message.metadata.sequence.stream}"
            subject = f"{DEAD_LETTERS}.{self._options.service}.{self._options.name}"
            await self._js.publish(subject, message.data, headers=letter)
            await message.term()
        except Exception:
            # Not even the dead letters can take it now: it stays with the broker and comes again.
            await message.nak(delay=LONGEST_PAUSE_S)
            return
        dead.labels(durable).inc()
        self._log.error("event given up to the dead letters", err=error, consumer=durable, subject=message.subject)
