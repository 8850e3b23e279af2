-- What staff edit. A sku is the shop's own name for a product; version is what etags are made of, published_version the newest that
-- was told to other services (product-publishing.ts catches up with what was written here).
alter table products
  add column sku               text not null default gen_random_uuid()::text,
  add column created_at        timestamptz(3) not null default now(),
  add column updated_at        timestamptz(3) not null default now(),
  add column version           bigint not null default 1,
  add column published_version bigint not null default 0;
update products set sku = 'MM-' || right(product_id::text, 4) where product_id::text like '01930000-0000-7000-8000-0000000000%';
alter table products add constraint products_sku_key unique (sku);
create index products_unpublished on products (product_id) where published_version < version;

-- What CreateProduct made for which request.
create table product_requests (
  request_id  uuid primary key,
  fingerprint bytea not null,
  product_id  uuid not null,
  created_at  timestamptz not null default now()
);

-- How many products each category has, kept by the database itself whoever writes. Categories are counted in one order, so that two
-- writers never wait for each other in a ring.
create table categories (
  category      text primary key,
  product_count int not null
);
insert into categories select category, count(*) from products group by category;

create function count_added_products() returns trigger language plpgsql as $$
begin
  insert into categories select category, count(*) from added group by category order by category
  on conflict (category) do update set product_count = categories.product_count + excluded.product_count;
  return null;
end $$;
create function count_moved_products() returns trigger language plpgsql as $$
begin
  insert into categories
    select category, sum(change) from (select category, 1 as change from added union all select category, -1 from removed) as moved
    group by category having sum(change) <> 0 order by category
  on conflict (category) do update set product_count = categories.product_count + excluded.product_count;
  return null;
end $$;
create function count_removed_products() returns trigger language plpgsql as $$
begin
  insert into categories select category, -count(*) from removed group by category order by category
  on conflict (category) do update set product_count = categories.product_count + excluded.product_count;
  return null;
end $$;
create trigger count_added after insert on products referencing new table as added
  for each statement execute function count_added_products();
create trigger count_moved after update on products referencing old table as removed new table as added
  for each statement execute function count_moved_products();
create trigger count_removed after delete on products referencing old table as removed
  for each statement execute function count_removed_products();
