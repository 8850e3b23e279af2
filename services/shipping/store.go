// The SQL of shipments. A change and its event are one statement where the event needs nothing from the database, so booking and
// cancelling, which every order or compensation waits for, are one round trip and one implicit transaction.
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

const columns = `order_id, state, coalesce(shipping_option_id, ''), coalesce(tracking_number, ''), estimated_delivery_at, changed_at`

const bookSQL = `
	with booked as (
		insert into shipments (order_id, state, shipping_option_id, tracking_number, estimated_delivery_at, changed_at, address, weight_grams)
		values ($1, 'BOOKED', $2, $3, $4, $5, $6, $7)
		on conflict (order_id) do nothing
		returning 1
	)
	insert into outbox (event_id, subject, headers, payload) select $8::uuid, $9::text, $10::jsonb, $11::bytea from booked`

const cancelSQL = `
	with cancelled as (
		insert into shipments as known (order_id, state, changed_at) values ($1, 'CANCELLED', $2)
		on conflict (order_id) do update set state = excluded.state, changed_at = excluded.changed_at where known.state = 'BOOKED'
		returning *
	), told as (
		insert into outbox (event_id, subject, headers, payload) select $3::uuid, $4::text, $5::jsonb, $6::bytea from cancelled
		where shipping_option_id is not null
	)
	select ` + columns + ` from cancelled`

type store struct{ pool *pgxpool.Pool }

// book answers with the shipment that the order has, and whether this call made it.
func (s store) book(ctx context.Context, b booking) (shipment, bool, error) {
	event, err := eventOf(ctx, b.shipment)
	if err != nil {
		return shipment{}, false, err
	}
	done, err := s.pool.Exec(ctx, bookSQL, b.orderID, b.optionID, b.trackingNumber, b.estimatedDelivery, b.changedAt,
		b.address, b.weightGrams, event.ID, event.Subject, event.Headers, event.Payload)
	if err != nil {
		return shipment{}, false, err
	}
	if done.RowsAffected() == 1 {
		return b.shipment, true, nil
	}
	before, err := s.find(ctx, b.orderID)
	return before, false, err
}

// cancel answers with the shipment that the order has, and whether this call changed it. An order without one gets a tombstone,
// of which no event tells: nothing was called off.
func (s store) cancel(ctx context.Context, orderID uuid.UUID, now time.Time) (shipment, bool, error) {
	event, err := eventOf(ctx, shipment{orderID: orderID, state: cancelled, changedAt: now})
	if err != nil {
		return shipment{}, false, err
	}
	after, err := one(s.pool.Query(ctx, cancelSQL, orderID, now, event.ID, event.Subject, event.Headers, event.Payload))
	if !errors.Is(err, pgx.ErrNoRows) {
		return after, err == nil, err
	}
	before, err := s.find(ctx, orderID)
	return before, false, err
}

func (s store) find(ctx context.Context, orderID uuid.UUID) (shipment, error) {
	found, err := one(s.pool.Query(ctx, `select `+columns+` from shipments where order_id = $1`, orderID))
	if errors.Is(err, pgx.ErrNoRows) {
		err = noShipment(orderID)
	}
	return found, err
}

// scan records a carrier's scan; the row is locked while the domain decides.
func (s store) scan(ctx context.Context, orderID uuid.UUID, to state, now time.Time) (after shipment, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := one(tx.Query(ctx, `select `+columns+` from shipments where order_id = $1 for update`, orderID))
		if errors.Is(err, pgx.ErrNoRows) {
			return noShipment(orderID)
		} else if err != nil {
			return err
		}
		var moved bool
		if after, moved, err = before.scanned(to, now); err != nil || !moved {
			return err
		}
		event, err := eventOf(ctx, after)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update shipments set state = $2, changed_at = $3 where order_id = $1`, orderID, to, now); err != nil {
			return err
		}
		return kit.AppendEvents(ctx, tx, event)
	})
	return after, err
}

func one(rows pgx.Rows, err error) (shipment, error) {
	if err != nil {
		return shipment{}, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (s shipment, err error) {
		var estimated *time.Time
		err = row.Scan(&s.orderID, &s.state, &s.optionID, &s.trackingNumber, &estimated, &s.changedAt)
		if estimated != nil {
			s.estimatedDelivery = *estimated
		}
		return s, err
	})
}
