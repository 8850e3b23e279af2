"""What is bought together, as counts of orders: with a product, with two of them, and all. No I/O.

The strength of a link is Dunning's log-likelihood ratio (Accurate Methods for the Statistics of Surprise and Coincidence, 1993): how
surprising it would be to see two products together so often if they had nothing to do with each other. Raw counts would link whatever
sells well with everything. The same counts give the same answers, whether they came order by order or at once.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from .popularity import Ranking

PAGE_LIMIT = 50


class Source(Enum):
    """Why a product is recommended."""

    ALSO_BOUGHT = 1
    POPULAR_IN_CATEGORY = 2
    POPULAR = 3


@dataclass(frozen=True)
class Recommendation:
    product_id: str
    score: float
    source: Source


def log_likelihood_ratio(both: int, one: int, other: int, orders: int) -> float:
    """Twice the logarithm of how much likelier the orders are if the two products depend on each other; 0 for a link of chance."""
    cells = (both, one - both, other - both, orders - one - other + both)
    sums = (one, orders - one, other, orders - other)
    return 2 * (sum(map(_x_log_x, cells)) - sum(map(_x_log_x, sums)) + _x_log_x(orders))


class Model:
    def __init__(self) -> None:
        self.order_count = 0
        self._bought: dict[str, int] = {}
        self._together: dict[str, dict[str, int]] = {}
        self._category: dict[str, str] = {}
        self._popular = Ranking()
        self._popular_in: dict[str, Ranking] = defaultdict(Ranking)
        # The best links of a product as of a number of orders: made when first asked for after an order.
        self._links: dict[str, tuple[int, list[tuple[str, float]]]] = {}
        # x ln x for every count there is: a list for a product is made of thousands of them.
        self._x_log_x = [0.0]

    @classmethod
    def of_counts(
        cls, order_count: int, together: Iterable[tuple[str, Mapping[str, int]]], categories: Mapping[str, str]
    ) -> "Model":
        """A model learnt at once. `together` has how many orders each product shares with each other, and with itself."""
        model = cls()
        model._category.update(categories)
        model._count_orders(order_count)
        for product, others in together:
            counts = dict(others)
            model._bought[product] = counts.pop(product)
            model._together[product] = counts
        model._popular = Ranking(model._bought.items())
        members: dict[str, list[tuple[str, int]]] = defaultdict(list)
        for product, count in model._bought.items():
            if product in categories:
                members[categories[product]].append((product, count))
        model._popular_in.update((category, Ranking(found)) for category, found in members.items())
        return model

    def learn(self, products: Collection[str]) -> None:
        """Learns one order: the different products of it."""
        self._count_orders(self.order_count + 1)
        for product in products:
            count = self._bought[product] = self._bought.get(product, 0) + 1
            together = self._together.setdefault(product, {})
            for other in products:
                if other != product:
                    together[other] = together.get(other, 0) + 1
            self._popular.count(product, count)
            if category := self._category.get(product):
                self._popular_in[category].count(product, count)

    def categorise(self, product: str, category: str) -> None:
        """Takes note of a product's category, or that it has another one now."""
        before = self._category.get(product)
        if before == category:
            return
        self._category[product] = category
        if before is not None and product in self._popular_in[before]:
            # Who follows it up is known to nobody: the old category is ranked anew.
            members = ((other, count) for other, count in self._bought.items() if self._category.get(other) == before)
            self._popular_in[before] = Ranking(members)
        if count := self._bought.get(product):
            self._popular_in[category].count(product, count)

    def also_bought(self, product: str, limit: int) -> list[Recommendation]:
        """What others bought with it more often than by chance, the strongest link first; then what is popular."""
        links = self._links_of(product)[:limit]
        found = [Recommendation(other, score, Source.ALSO_BOUGHT) for other, score in links]
        seen = {product, *(one.product_id for one in found)}
        if category := self._category.get(product):
            found = found + self._most_bought(category, limit - len(found), seen)
            seen.update(one.product_id for one in found)
        return found + self._most_bought("", limit - len(found), seen)

    def popular(self, category: str, limit: int) -> list[Recommendation]:
        """What is bought most in a category, or in the shop (no category)."""
        return self._most_bought(category, limit, ())

    @property
    def pair_count(self) -> int:
        """Pairs of products that were ever bought together."""
        return sum(map(len, self._together.values())) // 2

    def _most_bought(self, category: str, limit: int, without: Collection[str]) -> list[Recommendation]:
        source = Source.POPULAR_IN_CATEGORY if category else Source.POPULAR
        ranking = self._popular_in.get(category, ()) if category else self._popular
        found = [Recommendation(product, float(count), source) for product, count in ranking if product not in without]
        return found[: max(0, limit)]

    def _links_of(self, product: str) -> list[tuple[str, float]]:
        if product not in self._bought:
            return []  # Nothing is kept of it: anybody may ask for any id.
        orders, links = self._links.get(product, (-1, []))
        if orders != self.order_count:
            links = self._strongest_links(product)
            self._links[product] = (self.order_count, links)
        return links

    def _strongest_links(self, product: str) -> list[tuple[str, float]]:
        # log_likelihood_ratio with its logarithms looked up, and the part that is the same for all taken out.
        f, bought, orders = self._x_log_x, self._bought, self.order_count
        one = bought[product]
        rest = orders - one
        same = f[orders] - f[one] - f[rest]
        links = []
        for other, both in self._together[product].items():
            count = bought[other]
            if both * orders <= one * count:
                continue  # Together no more often than chance would have it: the ratio tells only how far from it.
            alone = count - both
            ratio = same + f[both] + f[one - both] + f[alone] + f[rest - alone] - f[count] - f[orders - count]
            links.append((-2 * ratio, other))
        links.sort()
        return [(other, -score) for score, other in links[:PAGE_LIMIT]]

    def _count_orders(self, order_count: int) -> None:
        self.order_count = order_count
        self._x_log_x.extend(map(_x_log_x, range(len(self._x_log_x), order_count + 1)))


def _x_log_x(x: int) -> float:
    return x * math.log(x) if x > 0 else 0.0
