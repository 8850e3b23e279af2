"""What the service reacts to: confirmed orders, and products' categories.

The store's id is part of the durable consumers' names: who has lost the store reads the streams from their beginning again. The
consumers of the lost one go away when nobody has asked for them for seven days, which is how long events are kept.
"""

from collections.abc import Sequence

from meshmart.catalog.v1.catalog_events_pb2 import ProductChanged
from meshmart.ordering.v1.ordering_events_pb2 import OrderConfirmed
from meshmart_kit.broker import Broker
from meshmart_kit.consumer import Consumer, ConsumerOptions
from meshmart_kit.events import ReceivedEvent
from meshmart_kit.log import Logger

from .learning import Learning
from .store import Order, Product, is_transient

SERVICE = "recommendations"
GATHER_S = 1.0
"""A transaction of the store costs as much as a hundred orders in it, and nobody waits for what was bought a second ago."""


def start_consumers(broker: Broker, learning: Learning, log: Logger) -> list[Consumer]:
    async def learn_orders(events: Sequence[ReceivedEvent[OrderConfirmed]]) -> None:
        await learning.record_orders([_order_of(event) for event in events])

    async def learn_products(events: Sequence[ReceivedEvent[ProductChanged]]) -> None:
        await learning.record_products([_product_of(event) for event in events])

    def options(name, event, handle):
        return ConsumerOptions(SERVICE, name, [event], handle, learning.store_id, is_transient, gather_s=GATHER_S)

    # Each event of a batch may be of another trace, and none of them makes a call: the log names the consumer.
    return [
        Consumer(broker, options("products", ProductChanged, learn_products), log),
        Consumer(broker, options("orders", OrderConfirmed, learn_orders), log),
    ]


def _order_of(event: ReceivedEvent[OrderConfirmed]) -> Order:
    message = event.message
    products = frozenset(product_id.lower() for product_id in message.product_ids)
    return Order(event.event_id.lower(), message.order_id.lower(), products)


def _product_of(event: ReceivedEvent[ProductChanged]) -> Product:
    message = event.message
    return Product(event.event_id.lower(), message.product_id.lower(), message.category, message.version)
