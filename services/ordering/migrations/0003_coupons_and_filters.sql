-- Empty: ordered without a coupon. What it takes off is known once the checkout has redeemed it.
alter table orders add column coupon_code text not null default '';
alter table orders add column discount_minor bigint check (discount_minor between 0 and subtotal_minor);

-- A customer's orders in one state, newest first.
create index orders_by_customer_and_state on orders (customer_id, state, created_at desc, order_id desc);

-- A customer's orders of one product, newest first: written with the order, and never changed.
create table order_products (
  customer_id uuid not null,
  product_id  uuid not null,
  created_at  timestamptz not null,
  order_id    uuid not null,
  primary key (customer_id, product_id, created_at, order_id)
);
insert into order_products
select distinct customer_id, (item ->> 'productId')::uuid, created_at, order_id from orders, jsonb_array_elements(items) as item;
