// The connection to NATS. It never gives up and never queues: while NATS is away an operation fails at once, and whoever
// asked tries again by its own rule (the outbox keeps the event, the announcer announces a second later).
package kit

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ConnectNATS returns at once, connected or still trying; the caller closes the connection.
func ConnectNATS(cfg Config, log *slog.Logger, more ...nats.Option) (*nats.Conn, error) {
	options := []nats.Option{
		nats.Name(cfg.Instance),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(200 * time.Millisecond),
		nats.ReconnectJitter(100*time.Millisecond, 100*time.Millisecond),
		nats.ReconnectBufSize(-1),
		nats.Timeout(2 * time.Second),
		// A server that stands still (or a cut link) is noticed within three seconds.
		nats.PingInterval(time.Second),
		nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("NATS is away; trying to reach it again", "error", err.Error())
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) { log.Info("NATS is back") }),
		nats.ErrorHandler(func(_ *nats.Conn, sub *nats.Subscription, err error) {
			log.Warn("NATS reported an error", "error", err.Error())
		}),
	}
	connection, err := nats.Connect(cfg.NATSURL, append(options, more...)...)
	if err != nil {
		return nil, fmt.Errorf("NATS_URL %s cannot be used: %w", cfg.NATSURL, err)
	}
	return connection, nil
}

// streamIsGone tells an unreachable NATS from one that answers but has lost the stream, which is then made anew.
func streamIsGone(err error) bool {
	return errors.Is(err, jetstream.ErrNoStreamResponse) || errors.Is(err, jetstream.ErrStreamNotFound) ||
		errors.Is(err, jetstream.ErrBucketNotFound) || errors.Is(err, nats.ErrNoResponders)
}
