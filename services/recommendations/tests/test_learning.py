"""Learning order by order, at once and after a restart: the same model from the same store."""

import asyncio
from pathlib import Path

import pytest

from meshmart_kit.errors import DomainError
from meshmart_kit.testing import until
from recommendations import learning as learning_module
from recommendations.learning import open_learning
from recommendations.model import Model
from recommendations.store import Product, Store

from .orders import Shop


def answers_of(model: Model, shop: Shop) -> dict:
    """Everything that the service would answer."""
    return {
        "orders": model.order_count,
        "pairs": model.pair_count,
        "popular": {category: model.popular(category, 50) for category in ("", *shop.categories)},
        "also bought": {product: model.also_bought(product, 50) for product in shop.products},
    }


async def teach(learning, shop: Shop, orders: int, batch: int = 37) -> None:
    """Random orders and products in batches, some of which come again, whole or in part."""
    for start in range(0, orders, batch):
        heard = [shop.order() for _ in range(min(batch, orders - start))]
        await learning.record_orders(heard)
        if start % 3 == 0:
            await learning.record_orders([*heard[:5], *heard[:5]])
        await learning.record_products([shop.product(version) for version in range(start, start + 5)])


@pytest.mark.parametrize("seed", range(6))
async def test_a_retrained_model_answers_as_the_one_that_learnt_order_by_order(seed: int, tmp_path: Path) -> None:
    shop = Shop(seed)
    learning = await open_learning(tmp_path)
    await teach(learning, shop, 600)
    by_order = learning.model
    expected = answers_of(by_order, shop)
    assert expected["orders"] == 600

    retrained = await learning.retrain()
    assert retrained is learning.model is not by_order
    assert answers_of(retrained, shop) == expected

    # And both go on alike.
    more = [shop.order() for _ in range(100)]
    await learning.record_orders(more)
    for order in more:
        by_order.learn(order.product_ids)
    assert answers_of(learning.model, shop) == answers_of(by_order, shop)
    await learning.close()


async def test_after_a_restart_the_model_is_the_same(tmp_path: Path) -> None:
    shop = Shop(seed=7)
    learning = await open_learning(tmp_path)
    await teach(learning, shop, 300)
    expected, store_id = answers_of(learning.model, shop), learning.store_id
    await learning.close()
    again = await open_learning(tmp_path)
    assert (answers_of(again.model, shop), again.store_id) == (expected, store_id)
    await again.close()


async def test_the_old_model_serves_and_nothing_is_missed_while_a_retraining_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(seed=8)
    learning = await open_learning(tmp_path)
    await teach(learning, shop, 200)
    counted, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    build = learning_module._model_of

    def slowly(counts):
        loop.call_soon_threadsafe(counted.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return build(counts)

    monkeypatch.setattr(learning_module, "_model_of", slowly)
    old = learning.model
    retraining = asyncio.ensure_future(learning.retrain())
    await counted.wait()
    with pytest.raises(DomainError) as refused:
        await learning.retrain()
    assert (refused.value.situation, refused.value.reason) == ("conflict", "RETRAINING")

    await teach(learning, shop, 100)
    moved = Product(shop.uuid(), shop.products[0], shop.categories[0], 10_000)
    await learning.record_products([moved])
    assert learning.model is old
    assert old.order_count == 300
    # Whoever asked for it may leave: it goes on.
    retraining.cancel()
    go_on.set()
    await until("the new model serves", lambda: learning.model is not old)
    assert answers_of(learning.model, shop) == answers_of(old, shop)
    await learning.close()


async def test_what_is_committed_while_a_retraining_begins_is_learnt_once(tmp_path: Path) -> None:
    shop = Shop(seed=12)
    learning = await open_learning(tmp_path)
    for _ in range(5):
        # The writer's queue: orders, the snapshot, orders. The model hears of the first when the retraining has begun.
        orders = [[shop.order() for _ in range(20)] for _ in range(2)]
        await asyncio.gather(learning.record_orders(orders[0]), learning.retrain(), learning.record_orders(orders[1]))
    learnt = answers_of(learning.model, shop)
    assert learnt["orders"] == 200
    await learning.retrain()
    assert answers_of(learning.model, shop) == learnt
    await learning.close()


async def test_an_order_counts_once_whatever_is_repeated(tmp_path: Path) -> None:
    shop = Shop(seed=9)
    learning = await open_learning(tmp_path)
    order = shop.order()
    await learning.record_orders([order, order])
    await learning.record_orders([order])
    # The same order by another event.
    await learning.record_orders([type(order)(shop.uuid(), order.order_id, order.product_ids)])
    assert learning.model.order_count == 1
    await learning.close()


async def test_an_older_version_of_a_product_changes_nothing(tmp_path: Path) -> None:
    shop = Shop(seed=10)
    product = shop.products[0]
    learning = await open_learning(tmp_path)
    await learning.record_orders([type(shop.order())(shop.uuid(), shop.uuid(), frozenset([product]))])
    for category, version in (("new", 2), ("old", 1)):
        await learning.record_products([Product(shop.uuid(), product, category, version)])
    assert [one.product_id for one in learning.model.popular("new", 10)] == [product]
    assert learning.model.popular("old", 10) == []
    await learning.close()


async def test_a_batch_with_one_that_is_no_order_changes_nothing(tmp_path: Path) -> None:
    shop = Shop(seed=11)
    learning = await open_learning(tmp_path)
    good = shop.order()
    with pytest.raises(Exception, match="no uuid"):
        await learning.record_orders([good, type(good)(shop.uuid(), "no uuid", frozenset())])
    assert learning.model.order_count == 0
    # Its event id was not kept either: it may come again, alone.
    await learning.record_orders([good])
    assert learning.model.order_count == 1
    await learning.close()


async def test_a_store_that_cannot_be_opened_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning_module, "OPEN_S", 0.1)
    (tmp_path / learning_module.FILE).write_bytes(b"no database" * 1_000)
    with pytest.raises(OSError, match="DATA_DIR of its own; a damaged file may be moved away"):
        await open_learning(tmp_path)


def test_a_store_keeps_its_id_and_a_new_one_has_another(tmp_path: Path) -> None:
    seen = []
    for folder in ("a", "a", "b"):
        store = Store(tmp_path / folder)
        seen.append(store.store_id)
        store.close()
    assert seen[0] == seen[1] != seen[2]
