"""Prints what 100,000 orders cost. From the root of the checkout, with nothing else running:

PYTHONPATH=gen/python:kit/python:services .mesh/venv/bin/python -m recommendations.tests.measure
"""

import asyncio
import tempfile
import time
from pathlib import Path

import grpc
from meshmart.recommendations.v1 import recommendations_pb2 as contract
from meshmart.recommendations.v1.recommendations_pb2_grpc import RecommendationsServiceStub
from meshmart_kit.testing import nats_server, service_process
from recommendations.learning import open_learning

from .orders import Shop

ORDERS = 100_000
PRODUCTS = 5_000
BATCH = 500


async def main() -> None:
    shop = Shop(seed=1, products=PRODUCTS)
    batches = [[shop.order() for _ in range(BATCH)] for _ in range(ORDERS // BATCH)]
    with tempfile.TemporaryDirectory() as folder:
        learning = await open_learning(Path(folder))
        began = time.perf_counter()
        for batch in batches:
            await learning.record_orders(batch)
        say("learnt order by order", f"{ORDERS / (time.perf_counter() - began):,.0f} orders/s")
        began = time.perf_counter()
        model = await learning.retrain()
        say(
            "retrained",
            f"{time.perf_counter() - began:.2f} s ({model.order_count:,} orders, {model.pair_count:,} pairs)",
        )
        await learning.close()

        began = time.perf_counter()
        with nats_server() as nats:
            async with service_process(
                "recommendations", {"NATS_URL": nats.url, "DATA_DIR": folder, "LOG_LEVEL": "info"}
            ) as process:
                address = (await process.ready())["address"]
                say("started with that store", f"{time.perf_counter() - began:.2f} s")
                times = await ask_for_each(shop, address)
                for name, place in (("p50", 0.5), ("p99", 0.99)):
                    say(
                        f"ListAlsoBought, each product the first time, {name}",
                        f"{times[int(len(times) * place)]:.2f} ms",
                    )


async def ask_for_each(shop: Shop, address: str) -> list[float]:
    """Milliseconds of a call for each product, sorted: the first time, so that its list has to be made."""
    times = []
    async with grpc.aio.insecure_channel(address) as channel:
        call = RecommendationsServiceStub(channel).ListAlsoBought
        for product_id in shop.products:
            began = time.perf_counter()
            await call(contract.ListAlsoBoughtRequest(product_id=product_id), timeout=10)
            times.append((time.perf_counter() - began) * 1000)
    return sorted(times)


def say(what: str, figure: str) -> None:
    print(f"{what:<52}{figure}")


if __name__ == "__main__":
    asyncio.run(main())
