-- More of what sellers ask, in both currencies, for the demo's shelves that had no choice yet. A way to buy that is no more is passed over.
insert into sellers (seller_id, name) values
  ('hanbit-store', 'Hanbit Store'),
  ('namu-house', 'Namu House'),
  ('riverside-goods', 'Riverside Goods'),
  ('seoul-table', 'Seoul Table')
on conflict do nothing;
insert into offers (product_id, purchase_option_id, seller_id, currency, amount_minor)
select product_id, purchase_option_id, seller_id, currency, amount_minor
from (values
  ('01930000-0000-7000-8000-000000000002'::uuid, 'standard', 'seoul-table', 'KRW', 84500),
  ('01930000-0000-7000-8000-000000000002', 'standard', 'seoul-table', 'USD', 6590),
  ('01930000-0000-7000-8000-000000000002', 'standard', 'hanbit-store', 'KRW', 87000),
  ('01930000-0000-7000-8000-000000000003', 'set-of-4', 'seoul-table', 'KRW', 43900),
  ('01930000-0000-7000-8000-000000000003', 'set-of-4', 'seoul-table', 'USD', 3450),
  ('01930000-0000-7000-8000-000000000004', 'standard', 'seoul-table', 'KRW', 34900),
  ('01930000-0000-7000-8000-000000000004', 'standard', 'seoul-table', 'USD', 2790),
  ('01930000-0000-7000-8000-000000000004', 'standard', 'namu-house', 'KRW', 36500),
  ('01930000-0000-7000-8000-000000000009', 'white', 'namu-house', 'KRW', 43900),
  ('01930000-0000-7000-8000-000000000009', 'black', 'namu-house', 'KRW', 44900),
  ('01930000-0000-7000-8000-000000000009', 'black', 'namu-house', 'USD', 3590),
  ('01930000-0000-7000-8000-000000000012', 'single', 'riverside-goods', 'KRW', 21900),
  ('01930000-0000-7000-8000-000000000012', 'single', 'riverside-goods', 'USD', 1690),
  ('01930000-0000-7000-8000-000000000012', 'pair', 'namu-house', 'KRW', 39900),
  ('01930000-0000-7000-8000-000000000016', 'tactile', 'hanbit-store', 'KRW', 134000),
  ('01930000-0000-7000-8000-000000000016', 'tactile', 'hanbit-store', 'USD', 10590),
  ('01930000-0000-7000-8000-000000000016', 'linear', 'riverside-goods', 'KRW', 136500),
  ('01930000-0000-7000-8000-000000000024', 'hardcover', 'seoul-table', 'KRW', 33900),
  ('01930000-0000-7000-8000-000000000024', 'hardcover', 'seoul-table', 'USD', 2690),
  ('01930000-0000-7000-8000-000000000031', '500ml', 'riverside-goods', 'KRW', 27900),
  ('01930000-0000-7000-8000-000000000031', '500ml', 'riverside-goods', 'USD', 2190),
  ('01930000-0000-7000-8000-000000000031', '1l', 'hanbit-store', 'KRW', 38500)
) as demo (product_id, purchase_option_id, seller_id, currency, amount_minor)
join purchase_options using (product_id, purchase_option_id)
on conflict do nothing;
