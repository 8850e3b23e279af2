"""The products that are bought most, kept in order while counts grow: asking costs nothing, an order costs a search in a short list."""

import bisect
from collections.abc import Iterable

KEPT = 51
"""A full page, and the product itself, which is never recommended with itself."""


class Ranking:
    """The first of the most bought. Exact, since counts only grow: who is not in it can come in only by its own next order."""

    def __init__(self, counts: Iterable[tuple[str, int]] = ()) -> None:
        self._order: list[tuple[int, str]] = sorted((-count, product) for product, count in counts)[:KEPT]
        self._counts = {product: -count for count, product in self._order}

    def __contains__(self, product: str) -> bool:
        return product in self._counts

    def __iter__(self) -> Iterable[tuple[str, int]]:
        """Products with their counts, the most bought first; those of one count by their ids."""
        return ((product, -count) for count, product in self._order)

    def count(self, product: str, count: int) -> None:
        """Takes note that a product is now in so many orders."""
        before = self._counts.get(product)
        entry = (-count, product)
        if before is not None:
            self._order.remove((-before, product))
        elif len(self._order) == KEPT:
            if entry > self._order[-1]:
                return
            del self._counts[self._order.pop()[1]]
        self._counts[product] = count
        bisect.insort(self._order, entry)
