package kit_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// watched streams a shipment once and then waits for a change that never comes.
type watched struct {
	shippingv1.UnimplementedShippingServiceServer
}

func (watched) WatchShipment(_ *shippingv1.WatchShipmentRequest, stream grpc.ServerStreamingServer[shippingv1.WatchShipmentResponse]) error {
	if err := stream.Send(&shippingv1.WatchShipmentResponse{}); err != nil {
		return err
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

func TestADrainEndsOpenStreamsAtOnceAndTellsTheirCallersToComeBack(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	addresses, stopped := make(chan string, 1), make(chan error, 1)
	keys := watchKeys(t, nats)
	go func() {
		stopped <- kit.Serve(ctx, kit.ServeOptions{
			Config: kit.Config{Service: "shipping", Host: "127.0.0.1", AdvertiseHost: "127.0.0.1"}, Log: silent,
			GRPC: kit.Interceptors(silent, keys), Serving: func(address string) { addresses <- address },
			Register: func(server *grpc.Server) { shippingv1.RegisterShippingServiceServer(server, watched{}) },
		})
	}()
	client := kittest.DialAs(t, kittest.Caller{Token: tokens.Of(uuid.NewString(), kit.RoleCustomer)}, <-addresses)
	watch, err := shippingv1.NewShippingServiceClient(client).WatchShipment(t.Context(), &shippingv1.WatchShipmentRequest{OrderId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	checks, err := healthv1.NewHealthClient(client).Watch(t.Context(), &healthv1.HealthCheckRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := checks.Recv(); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	stop()
	if _, err := watch.Recv(); status.Code(err) != codes.Unavailable || kit.ReasonOf(err) != "INSTANCE_LEAVING" {
		t.Errorf("the stream ended with %v", err)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("the drain waited %v for open streams", took)
	}
}

func TestAStreamWhoseCallerGivesUpIsNoDrain(t *testing.T) {
	nats := kittest.StartNATS(t)
	tokens := kittest.NewTokens(t, nats.URL())
	ended := make(chan error, 1)
	address := serveWith(t, watchKeys(t, nats), func(server *grpc.Server) {
		shippingv1.RegisterShippingServiceServer(server, &leaving{ended: ended})
	})
	ctx, giveUp := context.WithCancel(t.Context())
	client := kittest.DialAs(t, kittest.Caller{Token: tokens.Of(uuid.NewString(), kit.RoleCustomer)}, address)
	watch, err := shippingv1.NewShippingServiceClient(client).WatchShipment(ctx, &shippingv1.WatchShipmentRequest{OrderId: uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.Recv(); err != nil {
		t.Fatal(err)
	}
	giveUp()
	if _, err := watch.Recv(); status.Code(err) != codes.Canceled {
		t.Errorf("the caller is told %v", err)
	}
	if err := <-ended; err != context.Canceled {
		t.Errorf("the handler's context ended with %v", err)
	}
}

// leaving tells how its stream's context ended.
type leaving struct {
	watched
	ended chan error
}

func (l *leaving) WatchShipment(request *shippingv1.WatchShipmentRequest, stream grpc.ServerStreamingServer[shippingv1.WatchShipmentResponse]) error {
	err := l.watched.WatchShipment(request, stream)
	l.ended <- context.Cause(stream.Context())
	return err
}
