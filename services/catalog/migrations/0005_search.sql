-- The words of a text, as they are searched: whatever is neither letter nor digit parts them, so that "26-cm" is found by "26" and "cm".
-- `simple` changes nothing but the case: it does as well for Korean as for English.
create function words_of(text) returns tsvector language sql immutable strict parallel safe return
  to_tsvector('simple'::regconfig, translate($1, '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~“”‘’·…–—、。（）「」', repeat(' ', 64)));

alter table products
  add column title_words tsvector generated always as (words_of(title)) stored,
  add column words       tsvector generated always as (setweight(words_of(title), 'A') || words_of(description)) stored,
  -- The lowest price over the options in each currency, in its minor unit; written with the prices. Null: not sold in it.
  add column lowest_krw  bigint,
  add column lowest_usd  bigint,
  -- A place among all products that has to do with nothing else: whatever is looked for is spread evenly over them.
  add column shelf       uuid not null generated always as (md5(product_id::text)::uuid) stored;
update products set
  lowest_krw = (select min(amount_minor) from prices where prices.product_id = products.product_id and currency = 'KRW'),
  lowest_usd = (select min(amount_minor) from prices where prices.product_id = products.product_id and currency = 'USD');

-- Without a pending list: a search after an import costs what any other does.
create index products_by_words on products using gin (words) with (fastupdate = off);
create index products_by_title_words on products using gin (title_words) with (fastupdate = off);
create index products_by_title_start on products ((lower(title) collate "C"));
create index products_by_krw on products (lowest_krw, product_id);
create index products_by_usd on products (lowest_usd, product_id);
create index products_by_age on products (created_at, product_id);
create index products_by_category_krw on products (category, lowest_krw, product_id);
create index products_by_category_usd on products (category, lowest_usd, product_id);
create index products_by_category_age on products (category, created_at, product_id);
create index products_by_shelf on products (shelf);
