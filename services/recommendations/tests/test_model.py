"""What the model recommends, by its counts alone."""

import math
import pickle
import random

import pytest

from recommendations.model import Model, Recommendation, Source, log_likelihood_ratio
from recommendations.popularity import KEPT, Ranking

from .orders import Shop


def model_of(*orders: str, categories: dict[str, str] | None = None) -> Model:
    """Orders as words: every letter is a product."""
    model = Model()
    for product, category in (categories or {}).items():
        model.categorise(product, category)
    for order in orders:
        model.learn(set(order))
    return model


def ids(found: list[Recommendation]) -> str:
    return "".join(one.product_id for one in found)


def sources(found: list[Recommendation]) -> list[Source]:
    return [one.source for one in found]


def test_the_score_is_dunnings_log_likelihood_ratio() -> None:
    # 2 * sum of observed * ln(observed / expected) over the table 10, 5, 20, 65.
    table = [(10, 15 * 30 / 100), (5, 15 * 70 / 100), (20, 85 * 30 / 100), (65, 85 * 70 / 100)]
    expected = 2 * sum(seen * math.log(seen / by_chance) for seen, by_chance in table)
    assert log_likelihood_ratio(both=10, one=15, other=30, orders=100) == pytest.approx(expected)
    assert log_likelihood_ratio(both=10, one=20, other=50, orders=100) == pytest.approx(0, abs=1e-9)


def test_a_rare_companion_is_a_stronger_link_than_a_bestseller_that_is_in_every_second_order() -> None:
    # a is bought with b always, and with z, which half of all orders have, more often.
    model = model_of("abz", "abz", "abz", "az", *["z"] * 30, *["y"] * 40)
    found = model.also_bought("a", 2)
    assert ids(found) == "bz"
    assert sources(found) == [Source.ALSO_BOUGHT, Source.ALSO_BOUGHT]
    assert found[0].score == pytest.approx(log_likelihood_ratio(3, 4, 3, 74))


def test_what_is_bought_together_less_often_than_by_chance_is_no_link() -> None:
    model = model_of("az", *["a"] * 10, *["z"] * 10)
    assert sources(model.also_bought("a", 1)) == [Source.POPULAR]


def test_where_links_end_what_is_popular_in_the_category_follows_and_then_what_is_popular_in_the_shop() -> None:
    categories = {"a": "tea", "b": "cups", "c": "tea", "d": "tea", "e": "cups"}
    model = model_of("ab", "ab", "c", "c", "c", "d", "e", "e", "f", categories=categories)
    found = model.also_bought("a", 10)
    assert ids(found) == "bcdef"
    assert sources(found) == [
        Source.ALSO_BOUGHT,
        Source.POPULAR_IN_CATEGORY,
        Source.POPULAR_IN_CATEGORY,
        Source.POPULAR,
        Source.POPULAR,
    ]
    assert [one.score for one in found[1:]] == [3, 1, 2, 1]
    assert ids(model.also_bought("a", 2)) == "bc"


def test_a_product_that_nobody_has_bought_gets_what_is_popular_and_never_itself() -> None:
    model = model_of("a", "ab", categories={"n": "tea", "b": "tea"})
    assert ids(model.also_bought("n", 10)) == "ba"
    assert ids(model.also_bought("unknown", 10)) == "ab"
    assert Model().also_bought("a", 10) == []


def test_nothing_is_kept_of_products_that_nobody_has_bought_however_many_are_asked_for() -> None:
    model = model_of("ab")
    before = len(pickle.dumps(model))
    for number in range(1_000):
        model.also_bought(f"unknown-{number}", 10)
    assert len(pickle.dumps(model)) == before


@pytest.mark.parametrize("seed", range(5))
def test_no_product_is_recommended_with_itself_or_twice_and_a_page_is_full_where_it_can_be(seed: int) -> None:
    shop = Shop(seed, products=80)
    model = Model()
    for version in range(200):
        product = shop.product(version)
        model.categorise(product.product_id, product.category)
    for _ in range(2_000):
        model.learn(shop.order().product_ids)
    sold = {one for one in shop.products if model.popular("", 50) and model._bought.get(one)}
    for product in shop.products:
        for limit in (1, 10, 50):
            found = [one.product_id for one in model.also_bought(product, limit)]
            assert product not in found
            assert len(set(found)) == len(found) == min(limit, len(sold - {product}))


@pytest.mark.parametrize("seed", range(5))
def test_a_ranking_kept_while_counts_grow_is_the_ranking_of_the_counts(seed: int) -> None:
    chance = random.Random(seed)
    counts: dict[str, int] = {}
    ranking = Ranking()
    for _ in range(5_000):
        product = f"p{int(chance.paretovariate(0.4)) % 150}"
        counts[product] = counts.get(product, 0) + 1
        ranking.count(product, counts[product])
    expected = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))[:KEPT]
    assert list(ranking) == expected


def test_a_product_that_changes_its_category_is_popular_in_the_new_one_only() -> None:
    model = model_of("a", "a", "b", categories={"a": "tea", "b": "tea"})
    model.categorise("a", "cups")
    assert (ids(model.popular("tea", 10)), ids(model.popular("cups", 10))) == ("b", "a")
    assert ids(model.popular("nothing", 10)) == ""
