package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	grpcxds "google.golang.org/grpc/xds"

	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// mesh is a real NATS, a real discovery and real xDS clients.
type mesh struct {
	t    *testing.T
	nats *kittest.NATS
	port int
}

func TestMain(m *testing.M) {
	_ = os.Setenv("CONTRACT", "../../gen/contract.binpb") // Before any test: they run side by side.
	os.Exit(m.Run())
}

func startMesh(t *testing.T) *mesh {
	m := newMesh(t)
	m.startDiscovery()
	return m
}

func newMesh(t *testing.T) *mesh {
	return &mesh{t, kittest.StartNATS(t), freePort(t)}
}

func (m *mesh) config(service, instance string) kit.Config {
	return kit.Config{
		Service: service, Instance: instance, Host: "127.0.0.1", AdvertiseHost: "127.0.0.1", NATSURL: m.nats.URL(),
	}
}

// startDiscovery returns what stops it.
func (m *mesh) startDiscovery() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	cfg := m.config("discovery", "discovery-1")
	cfg.Port = m.port
	go func() { done <- run(ctx, cfg, silent()) }()
	m.awaitPort()
	var stopped atomic.Bool
	stop = func() {
		if !stopped.CompareAndSwap(false, true) {
			return
		}
		cancel()
		if err := <-done; err != nil {
			m.t.Errorf("discovery stopped with an error: %v", err)
		}
	}
	m.t.Cleanup(stop)
	return stop
}

// awaitPort returns when discovery accepts connections. grpc-go fails a wait-for-ready call that was begun before its channel
// ever reached discovery ("unknown cluster selected"); the kit's client repeats such a call, the bare one here does not.
func (m *mesh) awaitPort() {
	for range 500 {
		if connection, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", m.port)); err == nil {
			_ = connection.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	m.t.Fatal("discovery did not open its port within 5 s")
}

// backend serves health checks under a mesh name. leave is a clean leave from the registry; die ends the announcements as a
// killed process does, with the server still answering, so that a test sees the endpoint taken out and not a broken connection.
func (m *mesh) backend(service, instance string) (leave, die func()) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		m.t.Fatal(err)
	}
	server := grpc.NewServer(grpc.UnaryInterceptor(
		func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			_ = grpc.SetHeader(ctx, map[string][]string{"instance": {instance}})
			return handle(ctx, request)
		}))
	healthv1.RegisterHealthServer(server, health.NewServer())
	go func() { _ = server.Serve(listener) }()
	connection, err := kit.ConnectNATS(m.config(service, instance), silent())
	if err != nil {
		m.t.Fatal(err)
	}
	announcer := kit.Announce(connection, m.config(service, instance), listener.Addr().String(), "", silent())
	m.t.Cleanup(func() { connection.Close(); server.Stop() })
	return announcer.Leave, connection.Close
}

// client dials `xds:///<service>`.
func (m *mesh) client(service string) *caller {
	bootstrap, err := json.Marshal(map[string]any{
		"xds_servers": []any{map[string]any{
			"server_uri":      fmt.Sprintf("127.0.0.1:%d", m.port),
			"channel_creds":   []any{map[string]any{"type": "insecure"}},
			"server_features": []string{"xds_v3"},
		}},
		"node": map[string]any{"id": m.t.Name()},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	names, err := grpcxds.NewXDSResolverWithConfigForTesting(bootstrap)
	if err != nil {
		m.t.Fatal(err)
	}
	connection, err := grpc.NewClient("xds:///"+service,
		grpc.WithResolvers(names), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = connection.Close() })
	return &caller{m.t, connection}
}

func silent() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func freePort(t *testing.T) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().(*net.TCPAddr).Port
}
