// The outbox: events are rows, written in the transaction of the change that they tell of. Both are committed or neither.
package kit

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Executor is a transaction or a pool.
type Executor interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
}

var _ Executor = (pgx.Tx)(nil)

// AppendEvents appends events in the given order. Append after locking what they tell of: then the rows' order is the order of the
// commits for each key. A store that writes one statement an operation inserts the same four columns there instead.
func AppendEvents(ctx context.Context, tx Executor, events ...EncodedEvent) error {
	for _, event := range events {
		if _, err := tx.Exec(ctx, `insert into outbox (event_id, subject, headers, payload) values ($1, $2, $3, $4)`,
			event.ID, event.Subject, event.Headers, event.Payload); err != nil {
			return err
		}
	}
	return nil
}
