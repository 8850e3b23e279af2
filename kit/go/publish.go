// One batch of the relay: read under the lock, publish in waves, mark what was acknowledged.
package kit

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// relayLock is the same in every language's kit.
const relayLock = 7_236_282

type outboxRow struct {
	id      int64
	eventID string
	subject string
	headers map[string]string
	payload []byte
}

// publishBatch answers how many rows it found; what was acknowledged is marked, and committed, also when something else was not.
func (r *Relay) publishBatch(ctx context.Context) (count int, err error) {
	var waiting bool
	if err := r.pool.QueryRow(ctx, `select exists (select from outbox where published_at is null)`).Scan(&waiting); err != nil || !waiting {
		return 0, err
	}
	if !r.streamReady {
		if _, err := EnsureStream(ctx, r.js, r.domain); err != nil {
			return 0, err
		}
		r.streamReady = true
	}
	var failure error
	err = pgx.BeginFunc(ctx, r.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, relayLock); err != nil {
			return err
		}
		rows, err := readOutbox(ctx, tx)
		if err != nil {
			return err
		}
		count = len(rows)
		var acknowledged []int64
		for _, wave := range waves(rows) {
			if acknowledged, failure = r.publishWave(ctx, wave, acknowledged); failure != nil {
				break
			}
		}
		_, err = tx.Exec(ctx, `update outbox set published_at = now() where id = any($1)`, acknowledged)
		return err
	})
	return count, errors.Join(err, failure)
}

func readOutbox(ctx context.Context, tx pgx.Tx) ([]outboxRow, error) {
	rows, err := tx.Query(ctx, `select id, event_id::text, subject, headers, payload from outbox
		where published_at is null order by id limit $1`, relayBatch)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (one outboxRow, err error) {
		err = row.Scan(&one.id, &one.eventID, &one.subject, &one.headers, &one.payload)
		return one, err
	})
}

// waves splits rows so that an event is sent only once the earlier ones of its key are acknowledged: a refused one is never overtaken.
func waves(rows []outboxRow) [][]outboxRow {
	var result [][]outboxRow
	seen := map[string]int{}
	for _, row := range rows {
		key := row.subject[strings.LastIndexByte(row.subject, '.')+1:]
		wave := seen[key]
		seen[key]++
		if wave == len(result) {
			result = append(result, nil)
		}
		result[wave] = append(result[wave], row)
	}
	return result
}

// publishWave appends what was acknowledged, and returns the first failure, if any.
func (r *Relay) publishWave(ctx context.Context, rows []outboxRow, acknowledged []int64) ([]int64, error) {
	promises := make([]jetstream.PubAckFuture, 0, len(rows))
	var failure error
	for _, row := range rows {
		message := &nats.Msg{Subject: row.subject, Data: row.payload, Header: make(nats.Header, len(row.headers)+1)}
		for name, value := range row.headers {
			message.Header[name] = []string{value}
		}
		promise, err := r.js.PublishMsgAsync(message, jetstream.WithMsgID(row.eventID))
		if err != nil {
			failure = err
			break
		}
		promises = append(promises, promise)
	}
	for i, promise := range promises {
		select {
		case <-promise.Ok():
			acknowledged = append(acknowledged, rows[i].id)
			eventsPublished.Inc()
		case err := <-promise.Err():
			failure = errors.Join(failure, err)
		case <-ctx.Done():
			return acknowledged, ctx.Err()
		}
	}
	return acknowledged, failure
}
