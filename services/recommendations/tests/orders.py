"""Random shops for tests: the same for the same seed."""

import random
import uuid

from recommendations.store import Order, Product


class Shop:
    def __init__(self, seed: int, products: int = 40, categories: int = 4) -> None:
        self._random = random.Random(seed)
        self.products = [self.uuid() for _ in range(products)]
        self.categories = [f"category-{number}" for number in range(categories)]
        # A few sell well, most do not.
        self._weights = [1 / (place + 3) for place in range(products)]

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128)))

    def order(self, most: int = 6) -> Order:
        count = self._random.randint(1, most)
        return Order(self.uuid(), self.uuid(), frozenset(self._random.choices(self.products, self._weights, k=count)))

    def product(self, version: int) -> Product:
        return Product(self.uuid(), self._random.choice(self.products), self._random.choice(self.categories), version)
