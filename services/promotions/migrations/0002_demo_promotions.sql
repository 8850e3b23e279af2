-- Demo coupons and banners. Amounts are minor units: won, cents.
insert into coupons (code, title, percent_off, amount_off_minor, minimum_minor, currency, start_time, end_time, total_limit, customer_limit, listed) values
  ('WELCOME10', '10 % off your first order', 10, null, null, null, null, null, 0, 1, true),
  ('SPRING5000', '5,000 won off from 50,000 won', null, 5000, 50000, 'KRW', null, null, 0, 0, true),
  ('FLASH100', '20 % off, for the first hundred', 20, null, null, null, null, null, 100, 1, false),
  ('CHUSEOK2025', '15 % off for the harvest holiday', 15, null, 30000, 'KRW', '2025-09-29T00:00:00+09:00', '2025-10-10T00:00:00+09:00', 0, 1, true);

insert into banners (banner_id, slot, title, text, link_path, priority, start_time, end_time) values
  ('01930000-0000-7000-8000-0000000ba001', 'home', 'Kimjang season is here', 'Cutting boards, knives and jars for a winter of good kimchi.', '/categories/kitchen', 100, null, null),
  ('01930000-0000-7000-8000-0000000ba002', 'home', 'New here? Welcome!', '10 % off your first order with the code WELCOME10.', '', 90, null, null),
  ('01930000-0000-7000-8000-0000000ba003', 'home', 'Glow from Seoul', 'Sheet masks, sun cream and camellia oil: the whole evening routine.', '/categories/beauty', 50, null, null),
  ('01930000-0000-7000-8000-0000000ba004', 'home', 'Chuseok gift sets', 'The harvest holiday is over. See you next year!', '', 200, '2025-09-29T00:00:00+09:00', '2025-10-10T00:00:00+09:00'),
  ('01930000-0000-7000-8000-0000000ba005', 'product', 'Dawn delivery', 'Order in the evening, find it at your door in the morning: Seoul and Incheon.', '', 100, null, null),
  ('01930000-0000-7000-8000-0000000ba006', 'product', '5,000 won off', 'With the code SPRING5000, from 50,000 won.', '', 50, null, null),
  ('01930000-0000-7000-8000-0000000ba007', 'category', 'Weekend in the mountains', 'Bukhansan is waiting: stoves, bottles and mats for the trail.', '/categories/sports', 100, null, null),
  ('01930000-0000-7000-8000-0000000ba008', 'category', 'Read with a cup of barley tea', 'Books for slow evenings, from Jeju to imaginary places.', '/categories/books', 50, null, null);
