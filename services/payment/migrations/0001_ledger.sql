-- Every change of a payment is a line; a payment is what its lines add up to (src/payment.ts).
create table ledger (
  order_id     uuid not null,
  -- 1, 2, 3: two writers of the same payment cannot both win.
  sequence     int not null check (sequence > 0),
  type         text not null check (type in ('AUTHORIZED', 'DECLINED', 'CAPTURED', 'VOIDED', 'REFUNDED')),
  amount_minor bigint check (amount_minor > 0),
  currency     text check (currency ~ '^[A-Z]{3}$'),
  -- The provider's name for what happened there. Never a card number.
  provider_reference text,
  display_name text,
  reason       text,
  at           timestamptz not null default now(),
  primary key (order_id, sequence)
);

-- What a token stands for: the provider's name for a method that only the provider knows.
create table payment_tokens (
  payment_token      text primary key,
  provider_reference text not null,
  display_name       text not null,
  created_at         timestamptz not null default now()
);

-- The ledger is append-only, and the database sees to it: the service's own role can add lines and read them, nothing else.
do $$
declare
  role record;
begin
  for role in select distinct grantee from information_schema.role_table_grants where table_name = 'ledger' and grantee <> current_user loop
    execute format('revoke update, delete, truncate on ledger from %I', role.grantee);
  end loop;
end $$;
