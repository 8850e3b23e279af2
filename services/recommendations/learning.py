"""The model that serves, and the store that it is learnt from: the model has what the store has committed, and nothing else.

The store works in a thread of its own, so that calls are answered meanwhile. A retraining counts a snapshot of the store while the old
model serves and goes on learning; what was committed after the snapshot is learnt once more on top, and then the new model takes over.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import duckdb

from meshmart_kit.errors import DomainError

from .model import Model
from .store import FILE, Counts, Order, Product, Snapshot, Store

OPEN_S = 10.0
OPEN_AGAIN_S = 0.25

T = TypeVar("T")
Lesson = Callable[[Model], None]


class Learning:
    def __init__(self, store: Store, writer: ThreadPoolExecutor) -> None:
        self._store = store
        self._writer = writer
        self.model = Model()
        self._training: asyncio.Task[Model] | None = None
        # What was learnt while a retraining runs, by the commits that it came with.
        self._since: list[tuple[int, Lesson]] = []

    @property
    def store_id(self) -> str:
        return self._store.store_id

    async def record_orders(self, orders: Sequence[Order]) -> None:
        commit, new = await self._in_writer(lambda: self._store.record_orders(orders))
        self._learn(commit, lambda model: [model.learn(order.product_ids) for order in new])

    async def record_products(self, products: Sequence[Product]) -> None:
        commit, news = await self._in_writer(lambda: self._store.record_products(products))
        self._learn(commit, lambda model: [model.categorise(one.product_id, one.category) for one in news])

    async def retrain(self) -> Model:
        """Learns all anew. It goes on when nobody waits for it any more: the next one must not begin beside it."""
        if self._training and not self._training.done():
            message = "The model is being learnt anew already. Try again when that is complete."
            raise DomainError("conflict", "RETRAINING", message)
        self._training = asyncio.ensure_future(self._retrain())
        return await asyncio.shield(self._training)

    async def close(self) -> None:
        if self._training:
            await asyncio.wait({self._training})
        await self._in_writer(self._store.close)
        self._writer.shutdown()

    async def _retrain(self) -> Model:
        self._since = []
        snapshot: Snapshot = await self._in_writer(self._store.snapshot)
        model = await asyncio.to_thread(lambda: _model_of(snapshot.counts()))
        for commit, lesson in self._since:
            if commit > snapshot.commit:
                lesson(model)
        self._since = []
        self.model = model
        return model

    def _learn(self, commit: int, lesson: Lesson) -> None:
        lesson(self.model)
        if self._training and not self._training.done():
            self._since.append((commit, lesson))

    async def _in_writer(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)


async def open_learning(folder: Path) -> Learning:
    """Opens the store and learns what is in it. Waits a while for a process that is about to leave the store."""
    writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
    loop = asyncio.get_running_loop()
    until = loop.time() + OPEN_S
    while True:
        try:
            learning = Learning(await loop.run_in_executor(writer, Store, folder), writer)
            break
        except duckdb.IOException as error:
            if loop.time() > until:
                raise OSError(
                    f"The store {folder / FILE} cannot be opened: another process has it, or it is damaged. Each process needs a "
                    f"DATA_DIR of its own; a damaged file may be moved away, and is learnt anew from the events. ({error})"
                ) from error
            await asyncio.sleep(OPEN_AGAIN_S)
    await learning.retrain()
    return learning


def _model_of(counts: Counts) -> Model:
    return Model.of_counts(counts.order_count, counts.together, counts.categories)
