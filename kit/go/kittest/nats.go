// Package kittest starts the real parts that tests stand on.
package kittest

import (
	"net"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// NATS is a real server with JetStream, in this process, that a test can take away and bring back with all it had stored.
type NATS struct {
	t       testing.TB
	options server.Options
	running *server.Server
}

// StartNATS starts a server at a free port of the loopback; it ends with the test.
func StartNATS(t testing.TB) *NATS {
	n := &NATS{t: t, options: server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true,
	}}
	n.Start()
	n.options.Port = n.running.Addr().(*net.TCPAddr).Port
	t.Cleanup(n.Stop)
	return n
}

// URL is where to connect.
func (n *NATS) URL() string { return n.running.ClientURL() }

// Stop takes the server away; connections break, stored messages stay.
func (n *NATS) Stop() {
	n.running.Shutdown()
	n.running.WaitForShutdown()
}

// Erase forgets what a stopped server had stored.
func (n *NATS) Erase() { n.options.StoreDir = n.t.TempDir() }

// Start brings the server back at the same address.
func (n *NATS) Start() {
	options := n.options
	started, err := server.NewServer(&options)
	if err != nil {
		n.t.Fatalf("NATS cannot be started: %v", err)
	}
	started.Start()
	if !started.ReadyForConnections(10 * time.Second) {
		n.t.Fatal("NATS was not ready within 10 s")
	}
	n.running = started
}
