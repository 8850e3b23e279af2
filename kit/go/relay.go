// Publishes what the outbox holds, in commit order for each ordering key, at least once.
// A crash between the broker's acknowledgement and our mark publishes again: JetStream drops the copy within two minutes, consumers
// drop it at any time (consumer.go). One instance relays at a time; while the broker is away rows wait.
package kit

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const (
	relayBatch     = 500
	relayPoll      = time.Second           // rows that another instance committed and then crashed over are found within this time
	relayGather    = 50 * time.Millisecond // changes that follow each other closely are published together
	publishTimeout = 5 * time.Second
	relayPruning   = time.Hour
)

var (
	eventsPublished = promauto.NewCounter(prometheus.CounterOpts{Name: "outbox_published_total", Help: "Events published."})
	relayFailures   = promauto.NewCounter(prometheus.CounterOpts{Name: "outbox_failures_total", Help: "Rounds of the relay that failed and will be repeated."})
	outboxBacklog   = promauto.NewGauge(prometheus.GaugeOpts{Name: "outbox_backlog", Help: "Events that the last round left for the next one, at least."})
)

// Relay is a running relay.
type Relay struct {
	pool        *pgxpool.Pool
	js          jetstream.JetStream
	domain      string
	log         *slog.Logger
	nudges      chan struct{}
	stop        context.CancelFunc
	stopped     chan struct{}
	streamReady bool
}

// StartRelay starts to publish the events of a domain's outbox.
func StartRelay(pool *pgxpool.Pool, connection *nats.Conn, domain string, log *slog.Logger) (*Relay, error) {
	js, err := jetstream.New(connection,
		jetstream.WithPublishAsyncMaxPending(relayBatch), jetstream.WithPublishAsyncTimeout(publishTimeout))
	if err != nil {
		return nil, fmt.Errorf("JetStream cannot be used: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &Relay{
		pool: pool, js: js, domain: domain, log: log,
		nudges: make(chan struct{}, 1), stop: stop, stopped: make(chan struct{}),
	}
	go r.run(ctx)
	return r, nil
}

// Nudge tells that a commit has appended events. It costs nothing and never waits.
func (r *Relay) Nudge() {
	select {
	case r.nudges <- struct{}{}:
	default: // A nudge is waiting already, and its round begins after this commit.
	}
}

// Stop publishes what is there, if it can, and stops.
func (r *Relay) Stop() {
	r.stop()
	<-r.stopped
}

func (r *Relay) run(ctx context.Context) {
	defer close(r.stopped)
	poll, prune := time.NewTicker(relayPoll), time.NewTicker(relayPruning)
	defer poll.Stop()
	defer prune.Stop()
	for {
		r.round()
		select {
		case <-ctx.Done():
			r.round()
			return
		case <-poll.C:
		case <-r.nudges:
			time.Sleep(relayGather)
		case <-prune.C:
			r.prune()
		}
	}
}

// round publishes until nothing is left. It is not cut off by Stop: its own limits end it within seconds.
func (r *Relay) round() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*publishTimeout)
	defer cancel()
	for {
		count, err := r.publishBatch(ctx)
		if err != nil {
			relayFailures.Inc()
			r.streamReady = false
			r.log.Warn("events could not be published; they stay in the outbox and are tried again", "err", err.Error())
			return
		}
		if count < relayBatch {
			outboxBacklog.Set(0)
			return
		}
		outboxBacklog.Set(relayBatch)
	}
}

func (r *Relay) prune() {
	ctx, cancel := context.WithTimeout(context.Background(), publishTimeout)
	defer cancel()
	if _, err := r.pool.Exec(ctx, `delete from outbox where published_at < now() - interval '7 days'`); err != nil {
		r.log.Warn("published events could not be pruned; trying again in an hour", "err", err.Error())
	}
	if _, err := r.pool.Exec(ctx, `delete from inbox where received_at < now() - interval '14 days'`); err != nil {
		r.log.Warn("the inbox could not be pruned; trying again in an hour", "err", err.Error())
	}
}
