package kit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/types/known/timestamppb"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

func connect(t *testing.T, server *kittest.NATS) *nats.Conn {
	connection, err := kit.ConnectNATS(kit.Config{Service: "test", Instance: "test-1", NATSURL: server.URL()}, silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(connection.Close)
	return connection
}

func withEventTables(t *testing.T) *pgxpool.Pool {
	url, pool := database(t)
	if _, err := kit.Migrate(t.Context(), url, kit.EventTables, folder(map[string]string{"0001_effects.sql": "create table effects (order_id text)"})); err != nil {
		t.Fatal(err)
	}
	return pool
}

// dispatch commits one event that tells of the order.
func dispatch(t *testing.T, pool *pgxpool.Pool, order, tracking string) {
	event, err := kit.EncodeEvent(t.Context(), &shippingv1.ShipmentDispatched{
		OrderId: order, TrackingNumber: tracking, DispatchTime: timestamppb.Now(),
	}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := kit.AppendEvents(t.Context(), pool, event); err != nil {
		t.Fatal(err)
	}
}

func startRelay(t *testing.T, pool *pgxpool.Pool, connection *nats.Conn) *kit.Relay {
	relay, err := kit.StartRelay(pool, connection, "shipping", silent)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(relay.Stop)
	return relay
}

func TestTwoRelaysPublishEachEventOnceAndInOrder(t *testing.T) {
	t.Parallel()
	server, pool := kittest.StartNATS(t), withEventTables(t)
	first, second := startRelay(t, pool, connect(t, server)), startRelay(t, pool, connect(t, server))
	const count = 120
	for number := range count {
		dispatch(t, pool, fmt.Sprint("order-", number%3), fmt.Sprint(number))
		first.Nudge()
		second.Nudge()
	}
	latest := map[string]int{}
	for _, message := range kittest.Events(t, server.URL(), "SHIPPING", count, 10*time.Second) {
		event := new(shippingv1.ShipmentDispatched)
		kittest.Decode(t, message, event)
		var number int
		_, _ = fmt.Sscan(event.GetTrackingNumber(), &number)
		if previous, seen := latest[event.GetOrderId()]; seen && previous >= number {
			t.Fatalf("%s: event %d came after %d", event.GetOrderId(), number, previous)
		}
		latest[event.GetOrderId()] = number
	}
	if held := kittest.Count(t, server.URL(), "SHIPPING"); held != count {
		t.Errorf("the stream holds %d messages, not %d", held, count)
	}
}

func TestOneInstanceRelaysAtATime(t *testing.T) {
	t.Parallel()
	server, pool := kittest.StartNATS(t), withEventTables(t)
	relaying, err := pool.Begin(t.Context()) // Another instance is in the middle of a batch.
	if err != nil {
		t.Fatal(err)
	}
	if _, err := relaying.Exec(t.Context(), `select pg_advisory_xact_lock(7236282)`); err != nil {
		t.Fatal(err)
	}
	dispatch(t, pool, "order-1", "a")
	startRelay(t, pool, connect(t, server))
	time.Sleep(500 * time.Millisecond)
	if held := kittest.Count(t, server.URL(), "SHIPPING"); held != 0 {
		t.Errorf("%d events were published past the other instance", held)
	}
	if err := relaying.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	kittest.Events(t, server.URL(), "SHIPPING", 1, 5*time.Second)
}

func TestAnEventThatIsDeliveredTwiceHasOneEffectAndOneThatFailsIsRetried(t *testing.T) {
	t.Parallel()
	server, pool := kittest.StartNATS(t), withEventTables(t)
	connection := connect(t, server)
	var attempts atomic.Int32
	consumer, err := kit.StartConsumer(kit.ConsumerOptions{
		Pool: pool, NATS: connection, Service: "test", Purpose: "effects", Log: silent,
		Handlers: []kit.EventHandler{kit.On(&shippingv1.ShipmentDispatched{},
			func(ctx context.Context, tx pgx.Tx, event *shippingv1.ShipmentDispatched) error {
				if _, err := tx.Exec(ctx, `insert into effects values ($1)`, event.GetOrderId()); err != nil {
					return err
				}
				if attempts.Add(1) == 1 {
					return errors.New("the first attempt fails after its effect")
				}
				return nil
			})},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(consumer.Stop)
	relay := startRelay(t, pool, connection)
	dispatch(t, pool, "order-1", "a")
	relay.Nudge()
	kittest.Events(t, server.URL(), "SHIPPING", 1, 5*time.Second)
	kittest.Republish(t, server.URL(), "SHIPPING", 1)
	dispatch(t, pool, "order-2", "b")
	relay.Nudge()

	var effects []string
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && len(effects) < 2; time.Sleep(50 * time.Millisecond) {
		rows, _ := pool.Query(t.Context(), `select order_id from effects order by 1`)
		effects, err = pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Second) // Whatever is still to be redelivered comes now.
	if !slices.Equal(effects, []string{"order-1", "order-2"}) || attempts.Load() != 3 {
		t.Errorf("after %d attempts the effects are %v", attempts.Load(), effects)
	}
}

func TestAnEventThatCannotBeHandledEndsInTheDeadLettersAndBlocksNobody(t *testing.T) {
	kit.RetryAtOnce(t)
	server, pool := kittest.StartNATS(t), withEventTables(t)
	connection := connect(t, server)
	handled := make(chan string, 10)
	consumer, err := kit.StartConsumer(kit.ConsumerOptions{
		Pool: pool, NATS: connection, Service: "test", Purpose: "poison", Log: silent,
		Handlers: []kit.EventHandler{kit.On(&shippingv1.ShipmentDispatched{},
			func(_ context.Context, _ pgx.Tx, event *shippingv1.ShipmentDispatched) error {
				if event.GetOrderId() == "poison" {
					return errors.New("it can never be handled")
				}
				handled <- event.GetOrderId()
				return nil
			})},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(consumer.Stop)
	relay := startRelay(t, pool, connection)
	dispatch(t, pool, "poison", "a")
	dispatch(t, pool, "healthy", "b")
	relay.Nudge()
	if order := <-handled; order != "healthy" {
		t.Errorf("%s was handled", order)
	}
	letter := kittest.Events(t, server.URL(), "DEAD", 1, 10*time.Second)[0]
	if letter.Subject != "dead.test.poison" || letter.Header.Get("ce-type") != "meshmart.shipping.v1.ShipmentDispatched" {
		t.Errorf("the dead letter is %s with %v", letter.Subject, letter.Header)
	}
}
