-- Events that this service has committed to publish. Rows stay after publishing, so that a lost broker can be filled again.
create table outbox (
  id           bigint generated always as identity primary key,
  event_id     uuid not null unique,
  subject      text not null,
  headers      jsonb not null,
  payload      bytea not null,
  created_at   timestamptz not null default now(),
  published_at timestamptz
);
create index outbox_unpublished on outbox (id) where published_at is null;
create index outbox_published_at on outbox using brin (created_at);

-- Events that this service has acted upon: written in the transaction of the effect, so that a redelivery has none.
create table inbox (
  consumer    text not null,
  event_id    uuid not null,
  received_at timestamptz not null default now(),
  primary key (consumer, event_id)
);
