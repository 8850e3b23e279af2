create table stock (
  product_id uuid primary key,
  on_hand    int not null check (on_hand >= 0),
  reserved   int not null default 0 check (reserved between 0 and on_hand),
  -- Buyers are warned when this many or fewer are available.
  low_at     int not null default 5 check (low_at >= 0),
  version    bigint not null default 1
) with (fillfactor = 70);

-- What an order holds. A released order without items is a tombstone: its reservation came, or will come, too late.
create table reservations (
  order_id   uuid primary key,
  state      text not null check (state in ('RESERVED', 'COMMITTED', 'RELEASED')),
  items      jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
