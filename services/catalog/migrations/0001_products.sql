create table products (
  product_id    uuid primary key,
  title         text not null check (length(title) between 1 and 200),
  description   text not null check (length(description) <= 4000),
  category      text not null,
  weight_grams  int not null check (weight_grams > 0),
  -- A copy of inventory's, kept by its events; stock_version is the newest that was seen.
  available     boolean not null default true,
  stock_version bigint not null default 0
);
create index products_by_title on products (title, product_id);
create index products_by_category on products (category, title, product_id);

create table purchase_options (
  product_id         uuid not null references products,
  purchase_option_id text not null,
  position           int not null,
  title              text not null,
  primary key (product_id, purchase_option_id)
);

create table prices (
  product_id         uuid not null,
  purchase_option_id text not null,
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  -- In the currency's minor unit: won, cents.
  amount_minor       bigint not null check (amount_minor > 0),
  primary key (product_id, purchase_option_id, currency),
  foreign key (product_id, purchase_option_id) references purchase_options
);
