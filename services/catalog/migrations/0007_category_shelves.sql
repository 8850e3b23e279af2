-- A search within a category walks along its own shelves.
create index products_by_category_shelf on products (category, shelf);
