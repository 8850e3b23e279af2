// The SQL that moves parcels on, one by a scan or many by the simulated carrier: rows are locked while the domain decides, and each
// new state is written with its tracking event and its event.
package main

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const moveSQL = `
	with moved as (
		update shipments set state = $2, changed_at = $3 where order_id = $1 returning order_id, state, changed_at
	), tracked as (
		insert into tracking_events (order_id, state, description, occurred_at) select order_id, state, $4, changed_at from moved
	)
	insert into outbox (event_id, subject, headers, payload) select $5::uuid, $6::text, $7::jsonb, $8::bytea from moved`

// scan records a carrier's scan; the row is locked while the domain decides.
func (s store) scan(ctx context.Context, orderID uuid.UUID, to state, now time.Time) (shipment, error) {
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		before, err := one(tx.Query(ctx, withoutSteps+`where order_id = $1 for update`, orderID))
		if errors.Is(err, pgx.ErrNoRows) {
			return noShipment(orderID)
		} else if err != nil {
			return err
		}
		after, moved, err := before.scanned(to, now)
		if err != nil || !moved {
			return err
		}
		return move(ctx, tx, after)
	})
	if err != nil {
		return shipment{}, err
	}
	after, _, err := s.find(ctx, orderID)
	return after, err
}

// advance brings at most limit shipments to a state that have been in the one before it since then, and answers how many. Those that
// somebody else has locked are left to them.
func (s store) advance(ctx context.Context, to state, since, now time.Time, limit int) (count int, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// The state stands in the text, and is no argument, so that any plan can use the index of what is under way.
		rows, err := tx.Query(ctx, withoutSteps+`where state = '`+string(previous[to])+`' and changed_at <= $1
			order by changed_at limit $2 for update skip locked`, since, limit)
		if err != nil {
			return err
		}
		due, err := pgx.CollectRows(rows, read)
		if err != nil || len(due) == 0 {
			return err
		}
		for i, before := range due {
			if due[i], _, err = before.scanned(to, now); err != nil {
				return err
			}
		}
		count = len(due)
		return move(ctx, tx, due...)
	})
	return count, err
}

// move writes the states that locked shipments have come into.
func move(ctx context.Context, tx pgx.Tx, after ...shipment) error {
	var batch pgx.Batch
	for _, s := range after {
		event, err := eventOf(ctx, s)
		if err != nil {
			return err
		}
		batch.Queue(moveSQL, s.orderID, s.state, s.changedAt, descriptions[s.state], event.ID, event.Subject, event.Headers, event.Payload)
	}
	return tx.SendBatch(ctx, &batch).Close()
}
