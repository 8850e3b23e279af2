-- Prices by zone and weight take the place of one price a kilogram: options serve zones, each with days and bands of weight of its own.
-- Reference data, as before: changed by migrations, and read by each instance when it starts.

-- A country that is not listed is in the zone WORLD.
create table shipping_countries (
  country_code text primary key check (country_code ~ '^[A-Z]{2}$'),
  zone         text not null check (zone in ('DOMESTIC', 'EAST_ASIA', 'ASIA_PACIFIC', 'NORTH_AMERICA', 'EUROPE'))
);

create table shipping_services (
  shipping_option_id text not null references shipping_options,
  zone               text not null check (zone in ('DOMESTIC', 'EAST_ASIA', 'ASIA_PACIFIC', 'NORTH_AMERICA', 'EUROPE', 'WORLD')),
  max_weight_grams   integer not null check (max_weight_grams > 0),
  min_days           integer not null check (min_days > 0),
  max_days           integer not null check (max_days >= min_days),
  primary key (shipping_option_id, zone)
);

-- A parcel has the price of the lightest band that it fits: the base, and so much for each step of grams begun after the band before.
-- Amounts are in the currency's minor unit: won, cents.
create table shipping_bands (
  shipping_option_id text not null,
  zone               text not null,
  currency_code      text not null check (currency_code ~ '^[A-Z]{3}$'),
  up_to_grams        integer not null check (up_to_grams > 0),
  base_minor         bigint not null check (base_minor >= 0),
  step_grams         integer not null default 1000 check (step_grams > 0),
  per_step_minor     bigint not null default 0 check (per_step_minor >= 0),
  primary key (shipping_option_id, zone, currency_code, up_to_grams),
  foreign key (shipping_option_id, zone) references shipping_services
);

insert into shipping_countries
  select country, zone from (values
    ('DOMESTIC', 'KR'),
    ('EAST_ASIA', 'CN HK JP MN MO TW'),
    ('ASIA_PACIFIC', 'AU BD BN ID IN KH LA LK MM MY NP NZ PH PK SG TH VN'),
    ('NORTH_AMERICA', 'CA MX US'),
    ('EUROPE', 'AD AL AT BA BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA')
  ) as zones (zone, countries), string_to_table(countries, ' ') as country;

drop table shipping_rates;
alter table shipping_options drop column zone, drop column max_weight_grams, drop column min_days, drop column max_days;
insert into shipping_options values ('economy', 'Economy'), ('international-economy', 'International economy');

insert into shipping_services values
  ('economy', 'DOMESTIC', 10000, 3, 5),
  ('standard', 'DOMESTIC', 30000, 2, 3),
  ('express', 'DOMESTIC', 20000, 1, 1),
  ('freight', 'DOMESTIC', 100000, 5, 7),
  ('freight', 'EAST_ASIA', 100000, 10, 18),
  ('freight', 'ASIA_PACIFIC', 100000, 18, 30),
  ('freight', 'NORTH_AMERICA', 100000, 25, 40),
  ('freight', 'EUROPE', 100000, 35, 50),
  ('international-economy', 'EAST_ASIA', 2000, 10, 20),
  ('international-economy', 'ASIA_PACIFIC', 2000, 14, 28),
  ('international-economy', 'NORTH_AMERICA', 2000, 20, 40),
  ('international-economy', 'EUROPE', 2000, 20, 40),
  ('international-economy', 'WORLD', 2000, 25, 50),
  ('international', 'EAST_ASIA', 30000, 4, 8),
  ('international', 'ASIA_PACIFIC', 30000, 6, 12),
  ('international', 'NORTH_AMERICA', 30000, 7, 14),
  ('international', 'EUROPE', 30000, 7, 14),
  ('international', 'WORLD', 20000, 10, 21),
  ('international-express', 'EAST_ASIA', 20000, 2, 3),
  ('international-express', 'ASIA_PACIFIC', 20000, 3, 4),
  ('international-express', 'NORTH_AMERICA', 20000, 3, 5),
  ('international-express', 'EUROPE', 20000, 3, 5),
  ('international-express', 'WORLD', 20000, 4, 7);

-- One price for the whole band.
insert into shipping_bands (shipping_option_id, zone, currency_code, up_to_grams, base_minor)
  select shipping_option_id, zone, currency_code, up_to_grams, minor from (values
    ('economy', 'DOMESTIC', 500, 2200, 180),
    ('economy', 'DOMESTIC', 2000, 2600, 210),
    ('economy', 'DOMESTIC', 5000, 3400, 270),
    ('economy', 'DOMESTIC', 10000, 4900, 390),
    ('standard', 'DOMESTIC', 1000, 3000, 250),
    ('express', 'DOMESTIC', 1000, 5000, 400),
    ('freight', 'DOMESTIC', 1000, 30000, 2400),
    ('freight', 'EAST_ASIA', 20000, 90000, 7200),
    ('freight', 'ASIA_PACIFIC', 20000, 130000, 10400),
    ('freight', 'NORTH_AMERICA', 20000, 190000, 15200),
    ('freight', 'EUROPE', 20000, 180000, 14400),
    ('international-economy', 'EAST_ASIA', 250, 4000, 320),
    ('international-economy', 'EAST_ASIA', 500, 6500, 520),
    ('international-economy', 'EAST_ASIA', 1000, 10500, 840),
    ('international-economy', 'EAST_ASIA', 2000, 17000, 1360),
    ('international-economy', 'ASIA_PACIFIC', 250, 4800, 385),
    ('international-economy', 'ASIA_PACIFIC', 500, 8000, 640),
    ('international-economy', 'ASIA_PACIFIC', 1000, 13500, 1080),
    ('international-economy', 'ASIA_PACIFIC', 2000, 23000, 1840),
    ('international-economy', 'NORTH_AMERICA', 250, 5600, 450),
    ('international-economy', 'NORTH_AMERICA', 500, 9500, 760),
    ('international-economy', 'NORTH_AMERICA', 1000, 16500, 1320),
    ('international-economy', 'NORTH_AMERICA', 2000, 29000, 2320),
    ('international-economy', 'EUROPE', 250, 5600, 450),
    ('international-economy', 'EUROPE', 500, 9500, 760),
    ('international-economy', 'EUROPE', 1000, 16500, 1320),
    ('international-economy', 'EUROPE', 2000, 29000, 2320),
    ('international-economy', 'WORLD', 250, 6800, 545),
    ('international-economy', 'WORLD', 500, 11800, 945),
    ('international-economy', 'WORLD', 1000, 20500, 1640),
    ('international-economy', 'WORLD', 2000, 36000, 2880),
    ('international', 'EAST_ASIA', 500, 14000, 1120),
    ('international', 'EAST_ASIA', 1000, 17000, 1360),
    ('international', 'ASIA_PACIFIC', 1000, 21000, 1680),
    ('international', 'NORTH_AMERICA', 1000, 25000, 2000),
    ('international', 'EUROPE', 1000, 25000, 2000),
    ('international', 'WORLD', 1000, 31000, 2480),
    ('international-express', 'EAST_ASIA', 500, 24000, 1920),
    ('international-express', 'EAST_ASIA', 1000, 29000, 2320),
    ('international-express', 'ASIA_PACIFIC', 1000, 36000, 2880),
    ('international-express', 'NORTH_AMERICA', 1000, 42000, 3300),
    ('international-express', 'EUROPE', 1000, 42000, 3300),
    ('international-express', 'WORLD', 1000, 52000, 4160)
  ) as prices (shipping_option_id, zone, up_to_grams, won, cents), (values ('KRW'), ('USD')) as currencies (currency_code),
  lateral (select case currency_code when 'KRW' then won else cents end) as price (minor);

-- And what each step costs in the band that follows, up to the most that the service takes.
insert into shipping_bands
  select shipping_option_id, zone, currency_code, max_weight_grams, base_minor, step_grams, per_step
  from (values
    ('standard', 'DOMESTIC', 1000, 500, 40),
    ('express', 'DOMESTIC', 1000, 1000, 80),
    ('freight', 'DOMESTIC', 1000, 300, 25),
    ('freight', 'EAST_ASIA', 5000, 9000, 720),
    ('freight', 'ASIA_PACIFIC', 5000, 12000, 960),
    ('freight', 'NORTH_AMERICA', 5000, 17000, 1360),
    ('freight', 'EUROPE', 5000, 16000, 1280),
    ('international', 'EAST_ASIA', 1000, 5000, 400),
    ('international', 'ASIA_PACIFIC', 1000, 7000, 560),
    ('international', 'NORTH_AMERICA', 1000, 9000, 700),
    ('international', 'EUROPE', 1000, 9000, 700),
    ('international', 'WORLD', 500, 6500, 520),
    ('international-express', 'EAST_ASIA', 500, 4000, 320),
    ('international-express', 'ASIA_PACIFIC', 500, 6000, 480),
    ('international-express', 'NORTH_AMERICA', 1000, 15000, 1200),
    ('international-express', 'EUROPE', 1000, 15000, 1200),
    ('international-express', 'WORLD', 500, 10000, 800)
  ) as steps (shipping_option_id, zone, step_grams, won, cents)
  join shipping_services using (shipping_option_id, zone)
  join lateral (
    select distinct on (currency_code) currency_code, base_minor from shipping_bands as lighter
    where lighter.shipping_option_id = steps.shipping_option_id and lighter.zone = steps.zone
    order by currency_code, up_to_grams desc
  ) as heaviest on true,
  lateral (select case currency_code when 'KRW' then won else cents end) as price (per_step);
