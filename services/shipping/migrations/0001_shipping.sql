-- One shipment an order. A row in state CANCELLED without an option is a tombstone: the cancellation came before the booking, which
-- it refuses when that arrives after all.
create table shipments (
  order_id              uuid primary key,
  state                 text not null check (state in ('BOOKED', 'DISPATCHED', 'DELIVERED', 'CANCELLED')),
  shipping_option_id    text,
  tracking_number       text,
  address               jsonb,
  weight_grams          integer check (weight_grams > 0),
  estimated_delivery_at timestamptz,
  changed_at            timestamptz not null,
  created_at            timestamptz not null default now(),
  check (state = 'CANCELLED' or (shipping_option_id is not null and tracking_number is not null and address is not null
         and weight_grams is not null and estimated_delivery_at is not null))
);

-- Reference data: changed by migrations, and read by each instance when it starts.
create table shipping_options (
  shipping_option_id text primary key,
  title              text not null,
  zone               text not null check (zone in ('DOMESTIC', 'ABROAD')),
  max_weight_grams   integer not null check (max_weight_grams > 0),
  min_days           integer not null check (min_days > 0),
  max_days           integer not null check (max_days >= min_days)
);

-- Amounts are in the currency's minor unit: won, cents. A kilogram is charged when it has begun; the first is in the base.
create table shipping_rates (
  shipping_option_id text not null references shipping_options,
  currency_code      text not null check (currency_code ~ '^[A-Z]{3}$'),
  base_minor         bigint not null check (base_minor >= 0),
  per_kilogram_minor bigint not null check (per_kilogram_minor >= 0),
  primary key (shipping_option_id, currency_code)
);

insert into shipping_options values
  ('standard', 'Standard', 'DOMESTIC', 30000, 2, 3),
  ('express', 'Next day', 'DOMESTIC', 20000, 1, 1),
  ('freight', 'Freight', 'DOMESTIC', 100000, 5, 7),
  ('international', 'International', 'ABROAD', 30000, 7, 14),
  ('international-express', 'International express', 'ABROAD', 20000, 3, 5);

insert into shipping_rates values
  ('standard', 'KRW', 3000, 500), ('standard', 'USD', 250, 40),
  ('express', 'KRW', 5000, 1000), ('express', 'USD', 400, 80),
  ('freight', 'KRW', 30000, 300), ('freight', 'USD', 2400, 25),
  ('international', 'KRW', 25000, 9000), ('international', 'USD', 2000, 700),
  ('international-express', 'KRW', 42000, 15000), ('international-express', 'USD', 3300, 1200);
