-- Written by commands: who received what, and what they wrote about it.
create table receipts (
  customer_id uuid not null,
  product_id  uuid not null,
  -- The first order that brought it.
  order_id    uuid not null,
  received_at timestamptz not null,
  primary key (customer_id, product_id)
);

create table reviews (
  product_id  uuid not null,
  customer_id uuid not null,
  author_name text not null check (char_length(author_name) between 1 and 50),
  stars       int not null check (stars between 1 and 5),
  title       text not null check (char_length(title) between 1 and 100),
  text        text not null check (char_length(text) <= 4000),
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (product_id, customer_id),
  -- Whoever reviews has received.
  foreign key (customer_id, product_id) references receipts
);
-- For queries: a product's reviews, newest first, all of them or those with so many stars.
create index reviews_newest on reviews (product_id, created_at desc, customer_id desc);
create index reviews_by_stars on reviews (product_id, stars, created_at desc, customer_id desc);

-- Grows for all products together, so that a rating that was lost and counted anew (src/rebuild.ts) still gets a higher version.
create sequence rating_versions;

-- Read by queries: what the reviews add up to. Written in the transaction of each command.
create table product_ratings (
  product_id   uuid primary key,
  review_count int not null default 0,
  stars_sum    bigint not null default 0,
  -- Number of reviews with 1, 2, 3, 4 and 5 stars.
  histogram    int[] not null default '{0,0,0,0,0}' check (cardinality(histogram) = 5 and 0 <= all (histogram)),
  version      bigint not null default nextval('rating_versions'),
  check (review_count = histogram[1] + histogram[2] + histogram[3] + histogram[4] + histogram[5]),
  check (stars_sum = histogram[1] + 2 * histogram[2] + 3 * histogram[3] + 4 * histogram[4] + 5 * histogram[5])
) with (fillfactor = 70);
