"""The service's own analytical store: a DuckDB file with every order it has heard of, and who is in which category.

One process opens it, and one thread at a time writes. What an event changes and the event's id commit together, so an event that is
delivered again changes nothing. All that the model knows can be counted from it in one pass.
"""

import contextlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

FILE = "recommendations.duckdb"
SCHEMA = """
create table if not exists store (store_id uuid not null);
insert into store select uuid() where not exists (from store);
create table if not exists inbox (event_id uuid primary key);
create table if not exists orders (order_id uuid primary key, product_ids uuid[] not null);
create table if not exists products (product_id uuid primary key, category varchar not null, version bigint not null);
"""
BOUGHT = "select distinct unnest(product_ids) as product_id from orders"
# Orders with each two products; a product with itself: the orders that had it. Numbers make the join several times faster than ids.
COUNTS = f"""
with numbers as materialized (select product_id, (row_number() over (order by product_id) - 1)::integer as number from ({BOUGHT})),
numbered_orders as materialized (select row_number() over ()::integer as n, product_ids from orders),
lines as materialized (
    select n, number from (select n, unnest(product_ids) as product_id from numbered_orders) join numbers using (product_id)
),
pairs as (select a.number as one, b.number as other, count(*)::integer as orders from lines a join lines b using (n) group by all)
select one, list(other), list(orders) from pairs group by one
"""
ROWS_AT_ONCE = 50
"""Between them other threads have their turn."""


@dataclass(frozen=True)
class Order:
    event_id: str
    order_id: str
    product_ids: frozenset[str]


@dataclass(frozen=True)
class Product:
    event_id: str
    product_id: str
    category: str
    version: int


@dataclass(frozen=True)
class Counts:
    """All that a model is made of."""

    order_count: int
    together: list[tuple[str, dict[str, int]]]
    """For each product how many orders it shares with each other, and with itself."""
    categories: dict[str, str]


class Snapshot:
    """The store as of one commit, whatever is written meanwhile. Read once, by any thread."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, commit: int) -> None:
        self._cursor = cursor
        self.commit = commit
        cursor.begin()
        # The transaction begins with the first thing that it reads.
        self._order_count = _one(cursor, "select count(*) from orders")

    def counts(self) -> Counts:
        """Counts everything anew, in one pass over the orders."""
        with self._cursor as cursor:
            categories = dict(cursor.execute("select product_id::varchar, category from products").fetchall())
            together: list[tuple[str, dict[str, int]]] = []
            names = self._product_ids()
            cursor.execute(COUNTS)
            while rows := cursor.fetchmany(ROWS_AT_ONCE):
                for number, others, orders in rows:
                    together.append((names[number], dict(zip(map(names.__getitem__, others), orders, strict=True))))
            return Counts(self._order_count, together, categories)

    def _product_ids(self) -> list[str]:
        """The ids of bought products; their places are the numbers that COUNTS gives them."""
        rows = self._cursor.execute(f"select product_id::varchar from ({BOUGHT}) order by product_id").fetchall()
        return [product_id for (product_id,) in rows]


class Store:
    def __init__(self, folder: Path) -> None:
        """Opens the file, or makes it. Raises duckdb.IOException when another process has it open, or it is damaged."""
        folder.mkdir(parents=True, exist_ok=True)
        # Enough for a million orders; more would be taken from the other services of the machine.
        self._database = duckdb.connect(folder / FILE, config={"threads": 2, "memory_limit": "512MB"})
        self._database.execute(SCHEMA)
        self.store_id: str = _one(self._database, "select store_id::varchar from store")
        self._commit = 0

    def record_orders(self, orders: Sequence[Order]) -> tuple[int, list[Order]]:
        """Keeps orders, and answers with the number of the commit and with those that are new."""
        with self._transaction():
            fresh = self._first_seen([order.event_id for order in orders])
            heard = {order.order_id: order for order in orders if order.event_id in fresh}
            rows = [[order.order_id, *sorted(order.product_ids)] for order in heard.values()]
            new = self._ids(
                """insert into orders select ids[1], ids[2:] from (select unnest(from_json_strict(?, '[["UUID"]]')) as ids)
                   on conflict do nothing returning order_id::varchar""",
                rows,
            )
        return self._commit, [order for order_id, order in heard.items() if order_id in new]

    def record_products(self, products: Sequence[Product]) -> tuple[int, list[Product]]:
        """Keeps products' categories, and answers with the number of the commit and with those that are news."""
        with self._transaction():
            fresh = self._first_seen([product.event_id for product in products])
            heard = [product for product in products if product.event_id in fresh]
            newest = {product.product_id: product for product in sorted(heard, key=lambda product: product.version)}
            changed = self._ids(
                """insert into products select unnest(from_json_strict(?, '[{"p":"UUID","c":"VARCHAR","v":"BIGINT"}]'), recursive := true)
                   on conflict do update set category = excluded.category, version = excluded.version
                   where excluded.version > version returning product_id::varchar""",
                [{"p": one.product_id, "c": one.category, "v": one.version} for one in newest.values()],
            )
        return self._commit, [product for product_id, product in newest.items() if product_id in changed]

    def snapshot(self) -> Snapshot:
        """Must be called by the thread that writes: the snapshot then has the commits up to its number, and no others."""
        return Snapshot(self._database.cursor(), self._commit)

    def close(self) -> None:
        self._database.close()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._database.begin()
        try:
            yield
            self._database.commit()
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                # A commit that failed has rolled back already.
                self._database.rollback()
            raise
        self._commit += 1

    def _first_seen(self, event_ids: Iterable[str]) -> set[str]:
        """Writes the ids down, and answers with those that were not there."""
        return self._ids(
            """insert into inbox select unnest(from_json_strict(?, '["UUID"]'))
               on conflict do nothing returning event_id::varchar""",
            list(dict.fromkeys(event_ids)),
        )

    def _ids(self, statement: str, rows: Sequence) -> set[str]:
        """The ids that a statement returns. Its rows are bound as JSON: a hundred times faster than bound as lists."""
        return (
            {found for (found,) in self._database.execute(statement, [json.dumps(rows)]).fetchall()} if rows else set()
        )


def is_transient(error: Exception) -> bool:
    """Whether it is the machine's fault (disk, memory) and not the event's."""
    return isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException)


def _one(connection: duckdb.DuckDBPyConnection, question: str) -> Any:
    row = connection.execute(question).fetchone()
    assert row is not None, question
    return row[0]
