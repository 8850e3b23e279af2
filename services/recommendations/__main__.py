"""The composition root: parts made and handed over, nothing else."""

import asyncio
import os
from pathlib import Path

from meshmart.recommendations.v1 import recommendations_pb2
from meshmart_kit.broker import connect_broker
from meshmart_kit.config import Config
from meshmart_kit.log import Logger
from meshmart_kit.service import Route, RunningService, ServiceOptions, run, run_service

from .events import SERVICE, start_consumers
from .learning import open_learning
from .rpc import RecommendationsRpc

DATA_DIR = ".mesh/data/recommendations"


async def serve(config: Config, log: Logger) -> RunningService:
    broker, learning = await asyncio.gather(
        connect_broker(config.nats_url, config.instance, log),
        open_learning(Path(os.environ.get("DATA_DIR") or DATA_DIR)),
    )
    log.info("learnt", orders=learning.model.order_count, store=learning.store_id)
    consumers = start_consumers(broker, learning, log)
    service = recommendations_pb2.DESCRIPTOR.services_by_name["RecommendationsService"]
    return await run_service(
        ServiceOptions(
            config=config,
            log=log,
            broker=broker,
            routes=[Route(service, RecommendationsRpc(learning))],
            background=consumers,
            close=learning.close,
        )
    )


if __name__ == "__main__":
    run(SERVICE, serve)
