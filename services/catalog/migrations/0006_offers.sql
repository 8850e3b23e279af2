create table sellers (
  seller_id text primary key,
  name      text not null
);

-- What a seller asks for one way to buy a product, in each currency.
create table offers (
  product_id         uuid not null,
  seller_id          text not null references sellers,
  purchase_option_id text not null,
  currency           text not null check (currency ~ '^[A-Z]{3}$'),
  amount_minor       bigint not null check (amount_minor > 0),
  primary key (product_id, seller_id, purchase_option_id, currency),
  -- A way to buy that is no more is offered by nobody.
  foreign key (product_id, purchase_option_id) references purchase_options on delete cascade
);
create index offers_by_price on offers (product_id, currency, amount_minor, seller_id, purchase_option_id);
create index offers_by_option on offers (product_id, purchase_option_id);

insert into sellers (seller_id, name) values
  ('hanbit-store', 'Hanbit Store'),
  ('namu-house', 'Namu House'),
  ('riverside-goods', 'Riverside Goods');
insert into offers (product_id, purchase_option_id, seller_id, currency, amount_minor) values
  ('01930000-0000-7000-8000-000000000001', '26cm', 'hanbit-store', 'KRW', 42900),
  ('01930000-0000-7000-8000-000000000001', '26cm', 'hanbit-store', 'USD', 3490),
  ('01930000-0000-7000-8000-000000000001', '26cm', 'namu-house', 'KRW', 41500),
  ('01930000-0000-7000-8000-000000000001', '30cm', 'riverside-goods', 'KRW', 53000),
  ('01930000-0000-7000-8000-000000000001', '30cm', 'riverside-goods', 'USD', 4390),
  ('01930000-0000-7000-8000-000000000003', 'sand', 'namu-house', 'KRW', 12500),
  ('01930000-0000-7000-8000-000000000003', 'ocean', 'hanbit-store', 'KRW', 12900),
  ('01930000-0000-7000-8000-000000000003', 'ocean', 'hanbit-store', 'USD', 990),
  ('01930000-0000-7000-8000-000000000015', 'black', 'riverside-goods', 'KRW', 115000),
  ('01930000-0000-7000-8000-000000000015', 'black', 'riverside-goods', 'USD', 9290),
  ('01930000-0000-7000-8000-000000000015', 'white', 'hanbit-store', 'KRW', 119000),
  ('01930000-0000-7000-8000-000000000027', 'green', 'namu-house', 'KRW', 52900),
  ('01930000-0000-7000-8000-000000000027', 'plum', 'riverside-goods', 'USD', 4290);
