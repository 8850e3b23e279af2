// Discovery tells every client where the instances of every service are, by xDS. It holds no state of its own: all of it is
// in the registry bucket, so any number of discoveries can run, and one that restarts is whole again within a second.
package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"google.golang.org/grpc"

	"github.com/meshmart/meshmart/kit/go"
)

const (
	// settling is how long discovery listens to the registry before it first serves. By then every live instance has been
	// heard of, even when the bucket was lost: an answer that is emptier than the truth would stop callers that work.
	settling = kit.AnnounceInterval + 200*time.Millisecond
	// debounce gathers changes that come together, like a whole mesh starting, into one snapshot.
	debounce = 10 * time.Millisecond
)

func main() { kit.Run("discovery", run) }

func run(ctx context.Context, cfg kit.Config, log *slog.Logger) error {
	services, err := servicesOf(os.Getenv("CONTRACT"))
	if err != nil {
		return err
	}
	connection, err := kit.ConnectNATS(cfg, log)
	if err != nil {
		return err
	}
	defer connection.Close()

	background, stop := context.WithCancel(context.Background())
	defer stop()
	live := newRegistry(log)
	go live.follow(background, connection)
	served := newXDS(services, log)
	ready := make(chan struct{})
	go publishAll(background, live, served, ready)

	return kit.Serve(ctx, kit.ServeOptions{
		Config: cfg, Log: log, NATS: connection, Ready: ready,
		Register: func(server *grpc.Server) { served.register(background, server) },
		// Clients' streams never end by themselves; they find the next discovery as soon as these are cut.
		Drain: 100 * time.Millisecond,
	})
}

// publishAll serves the registry's contents, and closes ready after the first time.
func publishAll(ctx context.Context, live *registry, served *xds, ready chan<- struct{}) {
	select {
	case <-live.read:
	case <-ctx.Done():
		return
	}
	pause := settling
	for first := true; ; first = false {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if err := served.publish(ctx, live.instances(), time.Now()); err != nil {
			served.log.Error("a snapshot could not be served", "error", err.Error())
		}
		if first {
			close(ready)
		}
		pause = debounce
		select {
		case <-live.changed:
		case <-ctx.Done():
			return
		}
	}
}
