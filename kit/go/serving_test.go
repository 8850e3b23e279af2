package kit_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// fake answers QuoteShipping, a read of at most three seconds for ordering, with whatever the test wants.
type fake struct {
	shippingv1.UnimplementedShippingServiceServer
	answer func(context.Context) error
}

func (f *fake) QuoteShipping(ctx context.Context, _ *shippingv1.QuoteShippingRequest) (*shippingv1.QuoteShippingResponse, error) {
	return &shippingv1.QuoteShippingResponse{}, f.answer(ctx)
}

// serve serves the fake at the address (any free port: "127.0.0.1:0") with the kit's interceptors.
func serve(t *testing.T, address string, answer func(context.Context) error) (string, *lines) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	log := &lines{}
	server := grpc.NewServer(kit.Interceptors(kit.NewLogger(kit.Config{Service: "shipping", LogLevel: slog.LevelDebug}, log), &kit.TokenKeys{})...)
	shippingv1.RegisterShippingServiceServer(server, &fake{answer: answer})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String(), log
}

func quote(ctx context.Context, t *testing.T, address string) error {
	_, err := shippingv1.NewShippingServiceClient(kittest.Dial(t, "ordering", address)).QuoteShipping(ctx, validQuote())
	return err
}

func validQuote() *shippingv1.QuoteShippingRequest {
	return &shippingv1.QuoteShippingRequest{ShippingOptionId: "standard", CountryCode: "KR", WeightGrams: 1, CurrencyCode: "KRW"}
}

func TestTheCauseOfAnUnexpectedErrorIsLoggedAndNeverSent(t *testing.T) {
	for _, answer := range []func(context.Context) error{
		func(context.Context) error { return errors.New("password of the database is wrong") },
		func(context.Context) error { panic("password of the database is wrong") },
	} {
		address, log := serve(t, "127.0.0.1:0", answer)
		trace := kit.NewTrace()
		err := quote(kit.WithTrace(t.Context(), trace), t, address)
		if status.Code(err) != codes.Internal || kit.ReasonOf(err) != "INTERNAL" ||
			strings.Contains(err.Error(), "password") || !strings.Contains(err.Error(), trace.ID()) {
			t.Errorf("the caller is told %v", err)
		}
		if line := log.await(t); !strings.Contains(line, "password") || !strings.Contains(line, `"traceId":"`+trace.ID()+`"`) {
			t.Errorf("the log says %s", line)
		}
	}
}

func TestTheShorterOfTheCallersAndTheContractsDeadlineHolds(t *testing.T) {
	var left time.Duration
	address, _ := serve(t, "127.0.0.1:0", func(ctx context.Context) error {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
		return nil
	})
	for _, example := range []struct{ asked, least, most time.Duration }{
		{time.Hour, 2 * time.Second, 3 * time.Second},
		{time.Second, 500 * time.Millisecond, time.Second},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), example.asked)
		if err := quote(ctx, t, address); err != nil || left < example.least || left > example.most {
			t.Errorf("asked for %v the handler had %v (%v)", example.asked, left, err)
		}
		cancel()
	}
}

func TestARepeatableCallIsTriedAgainWhileItsTargetIsUnavailable(t *testing.T) {
	var calls atomic.Int32
	address, _ := serve(t, "127.0.0.1:0", func(context.Context) error {
		if calls.Add(1) < 4 {
			return &kit.DomainError{Situation: kit.Unavailable, Reason: "NOT_YET", Message: "Not yet."}
		}
		return nil
	})
	if err := quote(t.Context(), t, address); err != nil || calls.Load() != 4 {
		t.Errorf("after %d calls: %v", calls.Load(), err)
	}
}

func TestARepeatableCallWaitsForAServiceThatIsNotUpYetAndAnotherDoesNot(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, err = healthv1.NewHealthClient(kittest.Dial(t, "ordering", address)).Check(t.Context(), &healthv1.HealthCheckRequest{})
	if status.Code(err) != codes.Unavailable {
		t.Errorf("a call that must not be repeated ended with %v", err)
	}
	answered := make(chan error, 1)
	go func() { answered <- quote(t.Context(), t, address) }()
	time.Sleep(300 * time.Millisecond)
	serve(t, address, func(context.Context) error { return nil })
	if err := <-answered; err != nil {
		t.Error(err)
	}
}

func TestEveryRefusalHasItsCodeAndDetails(t *testing.T) {
	for situation, code := range map[kit.Situation]codes.Code{
		kit.Missing: codes.NotFound, kit.NotNow: codes.FailedPrecondition, kit.Conflict: codes.Aborted, kit.Exists: codes.AlreadyExists,
		kit.Unauthenticated: codes.Unauthenticated, kit.Forbidden: codes.PermissionDenied,
	} {
		address, _ := serve(t, "127.0.0.1:0", func(context.Context) error {
			return &kit.DomainError{Situation: situation, Reason: "BECAUSE", Message: "For a reason.", Subject: "orderId", Value: "7"}
		})
		if err := quote(t.Context(), t, address); status.Code(err) != code || kit.ReasonOf(err) != "BECAUSE" {
			t.Errorf("%v is answered with %v", situation, err)
		}
	}
}

// lines is a log that a test reads.
type lines struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buffer.Write(line)
}

func (l *lines) await(t *testing.T) string {
	for range 100 {
		l.mu.Lock()
		text := l.buffer.String()
		l.mu.Unlock()
		if text != "" {
			return text
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("nothing was logged within a second")
	return ""
}

func TestAStopLetsTheRunningCallFinishAndRefusesNewOnes(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	ctx, stop := context.WithCancel(context.Background())
	addresses, stopped := make(chan string, 1), make(chan error, 1)
	go func() {
		stopped <- kit.Serve(ctx, kit.ServeOptions{
			Config: kit.Config{Service: "shipping", Host: "127.0.0.1", AdvertiseHost: "127.0.0.1"}, Log: silent,
			GRPC: kit.Interceptors(silent, &kit.TokenKeys{}), Serving: func(address string) { addresses <- address },
			Register: func(server *grpc.Server) {
				shippingv1.RegisterShippingServiceServer(server, &fake{answer: func(context.Context) error {
					close(begun)
					<-release
					return nil
				}})
			},
		})
	}()
	address := <-addresses
	answered := make(chan error, 1)
	go func() { answered <- quote(context.Background(), t, address) }()
	<-begun
	stop()
	for {
		probe, err := net.DialTimeout("tcp", address, time.Second)
		if err != nil {
			break
		}
		_ = probe.Close()
		time.Sleep(5 * time.Millisecond)
	}
	close(release)
	if err := <-answered; err != nil {
		t.Errorf("the running call ended with %v", err)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
