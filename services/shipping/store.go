// The SQL of shipments. A change, its tracking event and its event are written together; where the event needs nothing from the
// database they are one statement. Bookings, which every order waits for, share one round trip and one transaction when they come together.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/meshmart/meshmart/kit/go"
)

// A statement that waits for a row's lock sees the row anew but not its tracking events: those are read where nothing is locked.
const (
	columns = `select order_id, customer_id, state, coalesce(shipping_option_id, ''), coalesce(tracking_number, ''), estimated_delivery_at,
		changed_at, address, `
	withSteps = columns + `(
		select coalesce(json_agg(json_build_object('state', state, 'description', description, 'at', occurred_at)
			order by array_position(array['BOOKED', 'DISPATCHED', 'DELIVERED', 'CANCELLED'], state)), '[]')
		from tracking_events where tracking_events.order_id = shipments.order_id) from shipments `
	withoutSteps = columns + `'[]'::json from shipments `
)

// In the order of the keys, so that two instances with the same orders wait for each other in the same order.
const bookSQL = `
	with given as (
		select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::jsonb[], $8::integer[],
			$9::uuid[], $10::text[], $11::jsonb[], $12::bytea[])
		as given (order_id, customer_id, shipping_option_id, tracking_number, estimated_delivery_at, changed_at, address, weight_grams,
			event_id, subject, headers, payload)
	), booked as (
		insert into shipments (order_id, customer_id, state, shipping_option_id, tracking_number, estimated_delivery_at, changed_at,
			address, weight_grams)
		select order_id, customer_id, 'BOOKED', shipping_option_id, tracking_number, estimated_delivery_at, changed_at, address, weight_grams
		from given order by order_id
		on conflict (order_id) do nothing
		returning order_id, state, changed_at
	), tracked as (
		insert into tracking_events (order_id, state, description, occurred_at) select order_id, state, $13, changed_at from booked
	), told as (
		insert into outbox (event_id, subject, headers, payload)
		select event_id, subject, headers, payload from booked join given using (order_id)
	)
	select order_id from booked`

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

const maxBookings = 100 // in one statement

type store struct {
	pool *pgxpool.Pool
	// bookings writes those together that come together, and tells of each whether it made the shipment.
	bookings *kit.Batcher[toldBooking, bool]
}

type toldBooking struct {
	booking
	event kit.EncodedEvent
}

func newStore(pool *pgxpool.Pool) store {
	s := store{pool: pool}
	s.bookings = kit.NewBatcher(maxBookings, s.bookAll)
	return s
}

// book answers with the shipment that the order has, and whether this call made it.
func (s store) book(ctx context.Context, b booking) (shipment, bool, error) {
	event, err := eventOf(ctx, b.shipment)
	if err != nil {
		return shipment{}, false, err
	}
	made, err := s.bookings.Write(ctx, toldBooking{b, event})
	if err != nil || made {
		return b.shipment, made, err
	}
	before, _, err := s.find(ctx, b.orderID)
	return before, false, err
}

func (s store) bookAll(ctx context.Context, all []toldBooking) ([]bool, error) {
	var (
		first                              = map[uuid.UUID]int{} // of two bookings for one order only one can make the shipment
		orders, events                     []uuid.UUID
		customers                          []uuid.NullUUID
		options, trackingNumbers, subjects []string
		estimatedDeliveries, changes       []time.Time
		addresses                          []*address
		weights                            []int32
		headers, payloads                  [][]byte
	)
	for i, b := range all {
		if _, known := first[b.orderID]; known {
			continue
		}
		first[b.orderID] = i
		orders = append(orders, b.orderID)
		customers = append(customers, uuid.NullUUID{UUID: b.customerID, Valid: b.customerID != uuid.Nil})
		options = append(options, b.optionID)
		trackingNumbers = append(trackingNumbers, b.trackingNumber)
		estimatedDeliveries = append(estimatedDeliveries, b.estimatedDelivery)
		changes = append(changes, b.changedAt)
		addresses = append(addresses, b.address)
		weights = append(weights, b.weightGrams)
		events = append(events, b.event.ID)
		subjects = append(subjects, b.event.Subject)
		headers = append(headers, b.event.Headers)
		payloads = append(payloads, b.event.Payload)
	}
	rows, err := s.pool.Query(ctx, bookSQL, orders, customers, options, trackingNumbers, estimatedDeliveries, changes, addresses, weights,
		events, subjects, headers, payloads, descriptions[booked])
	if err != nil {
		return nil, err
	}
	made := make([]bool, len(all))
	var orderID uuid.UUID
	_, err = pgx.ForEachRow(rows, []any{&orderID}, func() error {
		made[first[orderID]] = true
		return nil
	})
	return made, err
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
	err = row.Scan(&s.orderID, &customerID, &s.state, &s.optionID, &s.trackingNumber, &estimated, &s.changedAt, &s.address, &s.steps)
	if customerID != nil {
		s.customerID = *customerID
	}
	if estimated != nil {
		s.estimatedDelivery = *estimated
	}
	return s, err
}
