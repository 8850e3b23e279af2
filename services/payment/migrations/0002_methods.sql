-- A change is claimed by a line before the provider is asked for it, and finished by another line (src/payment.ts).
alter table ledger drop constraint ledger_type_check;
alter table ledger add constraint ledger_type_check check (
  type in ('AUTHORIZING', 'AUTHORIZED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'VOIDING', 'VOIDED', 'REFUNDING', 'REFUNDED'));
-- Which way to pay, as src/methods/registry.ts names it. Lines and tokens from before there were others are cards'.
alter table ledger add column method text;
alter table payment_tokens add column method text not null default 'card';

-- Every change of a customer's points is a line; the balance is that of the last one.
create table points_ledger (
  customer_id uuid not null,
  -- 1, 2, 3: two changes of the same points cannot both come next.
  sequence    int not null check (sequence > 0),
  type        text not null check (type in ('GRANTED', 'HELD', 'SPENT', 'FREED', 'RETURNED')),
  -- What is added to the balance; taken from it if less than zero.
  points      bigint not null,
  balance     bigint not null check (balance >= 0),
  order_id    uuid check ((order_id is null) = (type = 'GRANTED')),
  at          timestamptz not null default now(),
  primary key (customer_id, sequence)
);
-- An order's points are held once, spent once, given back once.
create unique index points_of_order on points_ledger (order_id, type);

-- Append-only, as the ledger is.
do $$
declare
  role record;
begin
  for role in select distinct grantee from information_schema.role_table_grants where table_name = 'points_ledger' and grantee <> current_user loop
    execute format('revoke update, delete, truncate on points_ledger from %I', role.grantee);
  end loop;
end $$;
