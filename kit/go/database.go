// The service's own PostgreSQL database: a bounded pool, and no statement or transaction that lasts for ever.
package kit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

const maxConnections = 10

// OpenDatabase returns a pool that connects when first used; close it last.
func OpenDatabase(ctx context.Context, url string) (*pgxpool.Pool, error) {
	if url == "" {
		return nil, errors.New("DATABASE_URL is not set; it names the service's own PostgreSQL database")
	}
	options, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL cannot be read: %w", err)
	}
	options.MaxConns = maxConnections
	options.MaxConnIdleTime = 5 * time.Minute
	options.ConnConfig.ConnectTimeout = 10 * time.Second
	options.ConnConfig.RuntimeParams["statement_timeout"] = "5000"
	options.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "10000"
	return pgxpool.NewWithConfig(ctx, options)
}

// transientClasses are SQLSTATE prefixes. 08 and 57P: the connection or the server went away. 40: PostgreSQL asks to try again.
// 53: no room at this moment.
var transientClasses = []string{"08", "40", "53", "57P"}

// IsTransient tells whether the same statement may well work in a moment. After a broken connection it is unknown whether it worked.
func IsTransient(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		for _, class := range transientClasses {
			if strings.HasPrefix(refused.Code, class) {
				return true
			}
		}
		return false
	}
	var connecting *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connecting) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}
