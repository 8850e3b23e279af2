// Serves gRPC until the context ends, and then leaves in the order that loses no call: out of the registry, unhealthy,
// no new calls, open streams ended, the running calls finished. The caller stops consumers, relay and connections after Serve has returned.
package kit

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
)

const defaultDrain = 10 * time.Second

// ServeOptions says what to serve.
type ServeOptions struct {
	Config   Config
	Log      *slog.Logger
	NATS     *nats.Conn          // where to announce; nil serves unannounced, for tests that dial the address
	Register func(*grpc.Server)  // registers the handlers
	GRPC     []grpc.ServerOption // interceptors and the like
	Ready    <-chan struct{}     // closed when callers may come; nil means at once
	Drain    time.Duration       // how long running calls may take to finish; default 10 s
	Serving  func(address string)
}

// Serve blocks until ctx ends and the server has drained. Health and reflection (v1 and v1alpha) are always served.
func Serve(ctx context.Context, o ServeOptions) error {
	listener, err := net.Listen("tcp", net.JoinHostPort(o.Config.Host, strconv.Itoa(o.Config.Port)))
	if err != nil {
		return fmt.Errorf("PORT %d cannot be bound: %w", o.Config.Port, err)
	}
	var serving atomic.Bool
	operators, err := startAdmin(o.Config, serving.Load, o.Log)
	if err != nil {
		_ = listener.Close() // The error that matters is already being reported.
		return err
	}
	defer operators.close()
	streams := newDraining()
	defer streams.begin()
	server, checks := newServer(o, streams)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()

	select {
	case <-readiness(o.Ready):
		serving.Store(true)
		checks.Resume()
		address := net.JoinHostPort(o.Config.AdvertiseHost, strconv.Itoa(listener.Addr().(*net.TCPAddr).Port))
		adminAddress := net.JoinHostPort(o.Config.AdvertiseHost, strconv.Itoa(operators.port()))
		if o.NATS != nil {
			announcer := Announce(o.NATS, o.Config, address, adminAddress, o.Log)
			defer drain(server, checks, &serving, o, streams, announcer.Leave)
		} else {
			defer drain(server, checks, &serving, o, streams, func() {})
		}
		if o.Serving != nil {
			o.Serving(address)
		}
		o.Log.Info("serving", "address", address, "adminAddress", adminAddress)
	case err = <-failed:
		return err
	case <-ctx.Done():
		server.Stop()
		return nil
	}
	select {
	case err = <-failed:
		return err
	case <-ctx.Done():
		return nil
	}
}

// newServer answers health checks with NOT_SERVING until it is resumed.
func newServer(o ServeOptions, streams draining) (*grpc.Server, *health.Server) {
	server := grpc.NewServer(append([]grpc.ServerOption{
		// Clients ping every 10 s; gRPC's default would answer them with "too many pings" and hang up.
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 5 * time.Second, PermitWithoutStream: true}),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: 30 * time.Second, Timeout: 5 * time.Second}),
		grpc.ChainStreamInterceptor(streams.interceptor),
	}, o.GRPC...)...)
	checks := health.NewServer()
	healthv1.RegisterHealthServer(server, checks)
	o.Register(server)
	for name := range server.GetServiceInfo() {
		checks.SetServingStatus(name, healthv1.HealthCheckResponse_SERVING)
	}
	checks.Shutdown()
	reflection.Register(server)
	return server, checks
}

func readiness(given <-chan struct{}) <-chan struct{} {
	if given != nil {
		return given
	}
	now := make(chan struct{})
	close(now)
	return now
}

func drain(server *grpc.Server, checks *health.Server, serving *atomic.Bool, o ServeOptions, streams draining, leave func()) {
	leave()
	serving.Store(false)
	checks.Shutdown()
	limit := o.Drain
	if limit == 0 {
		limit = defaultDrain
	}
	cutOff := time.AfterFunc(limit, server.Stop)
	defer cutOff.Stop()
	streams.begin()
	server.GracefulStop()
	o.Log.Info("drained")
}
