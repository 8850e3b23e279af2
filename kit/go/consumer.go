// Consumes other services' events: at least once from the broker, exactly once in effect. The inbox row is written in the transaction
// of the effect, so a redelivery finds it and does nothing. One that cannot be handled is retried with growing pauses, and after 20
// deliveries goes to the dead letters, never lost.
package kit

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"google.golang.org/protobuf/proto"
)

const (
	ackWait       = 10 * time.Second
	maxDeliveries = 20
	maxInFlight   = 100
	maxRetryPause = 30 * time.Second
)

// firstRetryPause doubles with every delivery; a test shortens it.
var firstRetryPause = 200 * time.Millisecond

var (
	eventsConsumed = promauto.NewCounterVec(prometheus.CounterOpts{Name: "events_consumed_total", Help: "Events handled."}, []string{"consumer"})
	eventsRetried  = promauto.NewCounterVec(prometheus.CounterOpts{Name: "events_retried_total", Help: "Deliveries that failed and will be repeated."}, []string{"consumer"})
	eventsDead     = promauto.NewCounterVec(prometheus.CounterOpts{Name: "events_dead_total", Help: "Events given up to the dead letters."}, []string{"consumer"})
)

// EventHandler reacts to events of one type.
type EventHandler struct {
	example proto.Message
	handle  func(context.Context, pgx.Tx, []byte) error
}

// On reacts to events of type E within a transaction that is committed when handle returns nil.
func On[E proto.Message](example E, handle func(context.Context, pgx.Tx, E) error) EventHandler {
	return EventHandler{example, func(ctx context.Context, tx pgx.Tx, payload []byte) error {
		event := example.ProtoReflect().New().Interface()
		if err := proto.Unmarshal(payload, event); err != nil {
			return err
		}
		return handle(ctx, tx, event.(E))
	}}
}

// ConsumerOptions says what to consume. All handlers are of events of one domain: their order is kept among them.
type ConsumerOptions struct {
	Pool     *pgxpool.Pool
	NATS     *nats.Conn
	Service  string
	Purpose  string // unique in the service: "returns". Names the durable consumer, so keep it.
	Handlers []EventHandler
	OnCommit func() // nudge the relay here if the handlers append events
	Log      *slog.Logger
}

// Consumer is a running consumer.
type Consumer struct {
	ConsumerOptions
	js      jetstream.JetStream
	durable string
	stop    context.CancelFunc
	stopped chan struct{}
}

// StartConsumer consumes until Stop, across every restart of the broker.
func StartConsumer(o ConsumerOptions) (*Consumer, error) {
	js, err := jetstream.New(o.NATS)
	if err != nil {
		return nil, fmt.Errorf("JetStream cannot be used: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	c := &Consumer{o, js, o.Service + "-" + o.Purpose, stop, make(chan struct{})}
	go func() {
		defer close(c.stopped)
		for ctx.Err() == nil {
			if err := c.consume(ctx); err != nil && ctx.Err() == nil {
				o.Log.Warn("consumer interrupted; it starts again", "consumer", c.durable, "err", err.Error())
				select {
				case <-ctx.Done():
				case <-time.After(time.Second):
				}
			}
		}
	}()
	return c, nil
}

// Stop finishes the event that is being handled; what was not handled is delivered again, here or to another instance.
func (c *Consumer) Stop() {
	c.stop()
	<-c.stopped
}

func (c *Consumer) consume(ctx context.Context) error {
	var subjects []string
	for _, handler := range c.Handlers {
		option, err := eventOption(handler.example)
		if err != nil {
			return err
		}
		subjects = append(subjects, option.GetSubject()+".*")
	}
	opening, cancel := context.WithTimeout(ctx, ackWait)
	defer cancel()
	stream, err := EnsureStream(opening, c.js, domainOf(subjects[0]))
	if err != nil {
		return err
	}
	durable, err := stream.CreateOrUpdateConsumer(opening, jetstream.ConsumerConfig{
		Durable: c.durable, FilterSubjects: subjects, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait,
		DeliverPolicy: jetstream.DeliverAllPolicy, MaxDeliver: -1, MaxAckPending: maxInFlight,
	})
	if err != nil {
		return err
	}
	messages, err := durable.Messages(jetstream.PullMaxMessages(maxInFlight), jetstream.PullExpiry(5*time.Second), jetstream.PullHeartbeat(time.Second))
	if err != nil {
		return err
	}
	defer messages.Stop()
	for {
		message, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		c.settle(message)
	}
}

func (c *Consumer) settle(message jetstream.Msg) {
	ctx, cancel := context.WithTimeout(context.Background(), ackWait/2)
	defer cancel()
	if trace, ok := ParseTrace(message.Headers().Get(traceparentKey)); ok {
		ctx = WithTrace(ctx, trace.Child())
	}
	err := c.handle(ctx, message)
	if err == nil {
		_ = message.Ack() // If it is lost the event comes again, and the inbox knows it.
		eventsConsumed.WithLabelValues(c.durable).Inc()
		if c.OnCommit != nil {
			c.OnCommit()
		}
		return
	}
	c.giveBack(ctx, message, err)
}

func (c *Consumer) handle(ctx context.Context, message jetstream.Msg) error {
	kind, id := message.Headers().Get("ce-type"), message.Headers().Get("ce-id")
	for _, handler := range c.Handlers {
		if string(handler.example.ProtoReflect().Descriptor().FullName()) != kind {
			continue
		}
		return pgx.BeginFunc(ctx, c.Pool, func(tx pgx.Tx) error {
			first, err := tx.Exec(ctx, `insert into inbox (consumer, event_id) values ($1, $2) on conflict do nothing`, c.durable, id)
			if err != nil || first.RowsAffected() == 0 {
				return err
			}
			return handler.handle(ctx, tx, message.Data())
		})
	}
	return fmt.Errorf("no handler for %q on %s", kind, message.Subject())
}

func (c *Consumer) giveBack(ctx context.Context, message jetstream.Msg, cause error) {
	metadata, err := message.Metadata()
	if err != nil {
		return // No delivery of JetStream's: there is nobody to give it back to.
	}
	pause := min(firstRetryPause<<min(metadata.NumDelivered-1, 10), maxRetryPause)
	if !IsTransient(cause) && metadata.NumDelivered >= maxDeliveries {
		if err := c.bury(ctx, message, cause); err == nil {
			return
		}
		pause = maxRetryPause // Not even the dead letters can take it now: it stays with the broker and comes again.
	}
	c.Log.WarnContext(ctx, "event not handled; it will be delivered again", "consumer", c.durable,
		"subject", message.Subject(), "deliveries", metadata.NumDelivered, "err", cause.Error())
	eventsRetried.WithLabelValues(c.durable).Inc()
	_ = message.NakWithDelay(pause) // If it is lost the event comes again after the acknowledgement's time limit.
}

func (c *Consumer) bury(ctx context.Context, message jetstream.Msg, cause error) error {
	if _, err := EnsureStream(ctx, c.js, deadLetters); err != nil {
		return err
	}
	letter := &nats.Msg{Subject: strings.Join([]string{deadLetters, c.Service, c.Purpose}, "."), Data: message.Data(), Header: message.Headers()}
	if _, err := c.js.PublishMsg(ctx, letter); err != nil {
		return err
	}
	c.Log.ErrorContext(ctx, "event given up to the dead letters", "consumer", c.durable, "subject", message.Subject(), "err", cause.Error())
	eventsDead.WithLabelValues(c.durable).Inc()
	return message.TermWithReason(cause.Error())
}
