create table orders (
  order_id               uuid primary key,
  customer_id            uuid not null,
  request_id             uuid not null constraint orders_request_id unique,
  -- SHA-256 of the request without its secrets: the same request_id with another payload is refused.
  request_fingerprint    bytea not null,
  state                  text not null check (state in ('PENDING', 'CONFIRMED', 'CANCELLED', 'SHIPPED', 'DELIVERED', 'RETURNED')),
  items                  jsonb not null,
  currency               text not null check (currency ~ '^[A-Z]{3}$'),
  -- In the currency's minor unit: won, cents.
  subtotal_minor         bigint not null check (subtotal_minor > 0),
  shipping_minor         bigint check (shipping_minor >= 0),
  failure_reason         text not null default '',
  cancellation_requested boolean not null default false,
  cancellation_saga_id   uuid,
  created_at             timestamptz not null,
  updated_at             timestamptz not null default now()
) with (fillfactor = 80);
create index orders_by_customer on orders (customer_id, created_at desc, order_id desc);

-- What happened to an order, for its customer. Rows are added, never changed.
create table order_history (
  order_id    uuid not null,
  entry       bigint generated always as identity,
  type        text not null,
  detail      text not null default '',
  occurred_at timestamptz not null,
  primary key (order_id, entry)
);
