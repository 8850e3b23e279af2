// The SQL of shipments. A change, its tracking event and its event are written together; where the event needs nothing from the
// database they are one statement, so a booking, which every order waits for, is one round trip and one implicit transaction.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A statement that waits for a row's lock sees the row anew but not its tracking events: those are read where nothing is locked.
const (
	columns = `select order_id, customer_id, state, coalesce(shipping_option_id, ''), coalesce(tracking_number, ''), estimated_delivery_at,
		changed_at, `
	withSteps = columns + `(
		select coalesce(json_agg(json_build_object('state', state, 'description', description, 'at', occurred_at)
			order by array_position(array['BOOKED', 'DISPATCHED', 'DELIVERED', 'CANCELLED'], state)), '[]')
		from tracking_events where tracking_events.order_id = shipments.order_id) from shipments `
	withoutSteps = columns + `'[]'::json from shipments `
)

const bookSQL = `
	with booked as (
		insert into shipments (order_id, customer_id, state, shipping_option_id, tracking_number, estimated_delivery_at, changed_at,
			address, weight_grams)
		values ($1, $2, 'BOOKED', $3, $4, $5, $6, $7, $8)
		on conflict (order_id) do nothing
		returning order_id, state, changed_at
	), tracked as (
		insert into tracking_events (order_id, state, description, occurred_at) select order_id, state, $9, changed_at from booked
	)
	insert into outbox (event_id, subject, headers, payload) select $10::uuid, $11::text, $12::jsonb, $13::bytea from booked`

const cancelSQL = `
	with cancelled as (
		insert into shipments as known (order_id, state, changed_at) values ($1, 'CANCELLED', $2)
		on conflict (order_id) do update set state = excluded.state, changed_at = excluded.changed_at where known.state = 'BOOKED'
		returning order_id, state, changed_at, shipping_option_id
	), told as (
		insert into outbox (event_id, subject, headers, payload) select $4::uuid, $5::text, $6::jsonb, $7::bytea from cancelled
		where shipping_option_id is not null
	)
	insert into tracking_events (order_id, state, description, occurred_at) select order_id, state, $3, changed_at from cancelled`

type store struct{ pool *pgxpool.Pool }

// book answers with the shipment that the order has, and whether this call made it.
func (s store) book(ctx context.Context, b booking) (shipment, bool, error) {
	event, err := eventOf(ctx, b.shipment)
	if err != nil {
		return shipment{}, false, err
	}
	done, err := s.pool.Exec(ctx, bookSQL, b.orderID, uuid.NullUUID{UUID: b.customerID, Valid: b.customerID != uuid.Nil}, b.optionID,
		b.trackingNumber, b.estimatedDelivery, b.changedAt, b.address, b.weightGrams, descriptions[booked],
		event.ID, event.Subject, event.Headers, event.Payload)
	if err != nil {
		return shipment{}, false, err
	}
	if done.RowsAffected() == 1 {
		return b.shipment, true, nil
	}
	before, _, err := s.find(ctx, b.orderID)
	return before, false, err
}

// cancel answers with the shipment that the order has, and whether this call changed it. An order without one gets a tombstone,
// of which no event tells: nothing was called off.
func (s store) cancel(ctx context.Context, orderID uuid.UUID, now time.Time) (shipment, bool, error) {
	event, err := eventOf(ctx, shipment{orderID: orderID, state: cancelled, changedAt: now})
	if err != nil {
		return shipment{}, false, err
	}
	done, err := s.pool.Exec(ctx, cancelSQL, orderID, now, descriptions[cancelled], event.ID, event.Subject, event.Headers, event.Payload)
	if err != nil {
		return shipment{}, false, err
	}
	after, _, err := s.find(ctx, orderID)
	return after, done.RowsAffected() == 1, err
}

// find is false for an order that has no shipment.
func (s store) find(ctx context.Context, orderID uuid.UUID) (shipment, bool, error) {
	found, err := one(s.pool.Query(ctx, withSteps+`where order_id = $1`, orderID))
	if errors.Is(err, pgx.ErrNoRows) {
		return shipment{}, false, nil
	}
	return found, err == nil, err
}

func one(rows pgx.Rows, err error) (shipment, error) {
	if err != nil {
		return shipment{}, err
	}
	return pgx.CollectExactlyOneRow(rows, read)
}

func read(row pgx.CollectableRow) (s shipment, err error) {
	var customerID *uuid.UUID
	var estimated *time.Time
	err = row.Scan(&s.orderID, &customerID, &s.state, &s.optionID, &s.trackingNumber, &estimated, &s.changedAt, &s.steps)
	if customerID != nil {
		s.customerID = *customerID
	}
	if estimated != nil {
		s.estimatedDelivery = *estimated
	}
	return s, err
}
