create table customers (
  customer_id   uuid primary key,
  -- Upper and lower case are the same address.
  email         text not null constraint customers_email unique check (email = lower(email)),
  display_name  text not null,
  role          text not null default 'customer' check (role in ('customer', 'staff')),
  -- scrypt with its parameters and salt (src/password-hash.ts).
  password_hash text not null,
  created_at    timestamptz not null default now()
);

-- Wrong passwords, by the SHA-256 of the address: of unknown addresses too, and people type their password there.
create table sign_in_failures (
  address         bytea primary key,
  failures        int not null default 0,
  first_failed_at timestamptz not null default now(),
  -- Until then no password is looked at.
  blocked_until   timestamptz
);
create index sign_in_failures_first_failed_at on sign_in_failures (first_failed_at);
