-- Who may follow a shipment; null for those of before, which only staff reads.
alter table shipments add column customer_id uuid;

-- Where the parcel has been. A shipment comes into each of its states once, in the order of its life.
create table tracking_events (
  order_id    uuid not null references shipments,
  state       text not null check (state in ('BOOKED', 'DISPATCHED', 'DELIVERED', 'CANCELLED')),
  description text not null,
  occurred_at timestamptz not null,
  primary key (order_id, state)
);

-- What is known of the shipments of before: when they were booked, and when they came into the state that they have.
insert into tracking_events
  select order_id, 'BOOKED', 'The carrier took the parcel on', created_at from shipments where shipping_option_id is not null;
insert into tracking_events
  select order_id, state,
    case state when 'DISPATCHED' then 'Left the warehouse in Incheon' when 'DELIVERED' then 'Handed over to the recipient' else 'Called off' end,
    changed_at
  from shipments where state <> 'BOOKED';

-- What the simulated carrier looks for: parcels that are still to move, the longest waiting first.
create index shipments_under_way on shipments (state, changed_at) where state in ('BOOKED', 'DISPATCHED');
