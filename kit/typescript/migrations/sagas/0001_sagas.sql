-- Orchestrated sagas, one row each. See kit/typescript/src/saga.ts for what the columns promise.
create table sagas (
  saga_id          uuid primary key,
  kind             text not null,
  state            text not null check (state in ('RUNNING', 'COMPENSATING', 'COMPLETED', 'FAILED')),
  data             jsonb not null,
  steps            jsonb not null,
  reason           text,
  attempts         int not null default 0,
  parked           boolean not null default false,
  cancel_requested boolean not null default false,
  traceparent      text,
  -- The lease: only the owner may write, and only until somebody else took it over.
  owner            text,
  lease_expires_at timestamptz not null,
  created_at       timestamptz not null default now(),
  updated_at       timestamptz not null default now()
) with (fillfactor = 50);
create index sagas_active on sagas (created_at) where state in ('RUNNING', 'COMPENSATING');
