package main

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// running is the service as it is deployed, with its own database, and the client that ordering has.
type running struct {
	shippingv1.ShippingServiceClient
	database *pgxpool.Pool
	nats     *kittest.NATS
	tokens   *kittest.Tokens
	config   kit.Config
	address  string
	stop     func() // drains the instance and waits for its end
}

// start serves shipping on a free port until the test ends.
func start(t *testing.T) *running {
	nats := kittest.StartNATS(t)
	r := &running{nats: nats, tokens: kittest.NewTokens(t, nats.URL()), config: kit.Config{
		Service: "shipping", Instance: "shipping-test", Host: "127.0.0.1", AdvertiseHost: "127.0.0.1",
		NATSURL: nats.URL(), DatabaseURL: kittest.Database(t),
	}}
	r.config.MigrationDatabaseURL = r.config.DatabaseURL
	r.serve(t)
	pool, err := pgxpool.New(t.Context(), r.config.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	r.database = pool
	return r
}

// another is one more instance of the same service.
func (r *running) another(t *testing.T) *running {
	other := *r
	other.config.Instance = "shipping-" + uuid.NewString()[:8]
	other.serve(t)
	return &other
}

// serve runs an instance, and fills in what is its own.
func (r *running) serve(t *testing.T) {
	addresses, done := make(chan string, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		done <- run(ctx, r.config, slog.New(slog.NewJSONHandler(io.Discard, nil)), func(address string) { addresses <- address })
	}()
	r.stop = sync.OnceFunc(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("shipping stopped with an error: %v", err)
		}
	})
	t.Cleanup(r.stop)
	select {
	case address := <-addresses:
		r.address = address
		r.ShippingServiceClient = shippingv1.NewShippingServiceClient(kittest.Dial(t, "ordering", address))
	case err := <-done:
		done <- nil
		t.Fatalf("shipping did not start: %v", err)
	}
}

// as is the client that a customer of the role has.
func (r *running) as(t *testing.T, customerID string, role kit.Role) shippingv1.ShippingServiceClient {
	return shippingv1.NewShippingServiceClient(kittest.DialAs(t, kittest.Caller{Token: r.tokens.Of(customerID, role)}, r.address))
}

func bookingOf(orderID string) *shippingv1.BookShipmentRequest {
	return &shippingv1.BookShipmentRequest{
		OrderId: orderID, ShippingOptionId: "standard", WeightGrams: 1500,
		Address: &shippingv1.Address{
			Recipient: "Kim Minji", AddressLines: []string{"Teheran-ro 1"}, City: "Seoul", PostalCode: "06234", CountryCode: "KR",
		},
	}
}

// bookedBy is a shipment of one of the customer's orders.
func (r *running) bookedBy(t *testing.T, customerID string) (orderID string) {
	t.Helper()
	order := newOrder(t)
	request := bookingOf(order)
	request.CustomerId = customerID
	if _, err := r.BookShipment(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	return order
}

func (r *running) scan(t *testing.T, orderID string, state shippingv1.Shipment_State) {
	t.Helper()
	if _, err := r.RecordCarrierScan(t.Context(), &shippingv1.RecordCarrierScanRequest{OrderId: orderID, State: state}); err != nil {
		t.Fatal(err)
	}
}

func newOrder(t *testing.T) string {
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// refusedWith checks both what people and what programs are told.
func refusedWith(t *testing.T, err error, code codes.Code, reason string) {
	t.Helper()
	if status.Code(err) != code || kit.ReasonOf(err) != reason {
		t.Errorf("the answer is %v (%s), not %v (%s)", err, kit.ReasonOf(err), code, reason)
	}
}

// events lists the types of the order's events in the outbox, in their order.
func (r *running) events(t *testing.T, orderID string) []string {
	t.Helper()
	var types []string
	err := r.database.QueryRow(t.Context(), `select coalesce(array_agg(split_part(subject, '.', 2) order by id), '{}')
		from outbox where subject like '%.' || $1`, orderID).Scan(&types)
	if err != nil {
		t.Fatal(err)
	}
	return types
}
