create table coupons (
  code                text primary key check (code ~ '^[A-Z0-9-]{3,30}$'),
  title               text not null check (char_length(title) between 1 and 200),
  percent_off         int check (percent_off between 1 and 100),
  -- In the currency's minor unit: won, cents.
  amount_off_minor    bigint check (amount_off_minor > 0),
  minimum_minor       bigint check (minimum_minor > 0),
  -- Of the amount and of the minimum.
  currency            text check (currency ~ '^[A-Z]{3}$'),
  start_time          timestamptz,
  end_time            timestamptz check (end_time > start_time),
  -- Zero: without limit.
  total_limit         int not null default 0 check (total_limit between 0 and 1000000),
  customer_limit      int not null default 0 check (customer_limit between 0 and 1000),
  listed              boolean not null default false,
  -- Redemptions that were not given back. The limit holds whatever the code does.
  redeemed            int not null default 0 check (redeemed >= 0),
  request_id          uuid constraint coupons_request_id unique,
  -- SHA-256 of the coupon asked for: the same request_id with another payload is refused.
  request_fingerprint bytea,
  check (total_limit = 0 or redeemed <= total_limit),
  check ((percent_off is null) <> (amount_off_minor is null)),
  check ((currency is null) = (amount_off_minor is null and minimum_minor is null))
) with (fillfactor = 70);
create index coupons_listed on coupons (code) where listed;

-- What an order redeemed. A released order without a coupon is a tombstone: its redemption came, or will come, too late.
create table redemptions (
  order_id       uuid primary key,
  state          text not null check (state in ('REDEEMED', 'RELEASED')),
  code           text references coupons,
  customer_id    uuid,
  currency       text,
  subtotal_minor bigint check (subtotal_minor > 0),
  discount_minor bigint check (discount_minor between 1 and subtotal_minor),
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  check (state = 'RELEASED' or code is not null),
  check (num_nulls(code, customer_id, currency, subtotal_minor, discount_minor) in (0, 5))
);
-- How often a customer has used a coupon.
create index redemptions_by_customer on redemptions (code, customer_id) where state = 'REDEEMED';

create table banners (
  banner_id           uuid primary key,
  slot                text not null check (slot ~ '^[a-z][a-z-]{0,29}$'),
  title               text not null check (char_length(title) between 1 and 200),
  text                text not null check (char_length(text) <= 500),
  link_path           text not null check (char_length(link_path) <= 200),
  priority            int not null check (priority between 0 and 1000),
  start_time          timestamptz,
  end_time            timestamptz check (end_time > start_time),
  request_id          uuid constraint banners_request_id unique,
  request_fingerprint bytea
);
-- The most important first.
create index banners_by_priority on banners ((-priority), banner_id);
create index banners_by_slot on banners (slot, (-priority), banner_id);
