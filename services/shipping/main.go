// Shipping: what it costs to send a parcel, and where the parcel is.
package main

import (
	"context"
	"embed"
	"log/slog"
	"time"

	"google.golang.org/grpc"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
)

//go:embed migrations
var migrations embed.FS

func main() {
	kit.Run("shipping", func(ctx context.Context, cfg kit.Config, log *slog.Logger) error { return run(ctx, cfg, log, nil) })
}

// run is the composition root; serving, if given, learns the address that the service is reached at.
func run(ctx context.Context, cfg kit.Config, log *slog.Logger, serving func(address string)) error {
	pace, err := paceFromEnv()
	if err != nil {
		return err
	}
	pool, err := kit.OpenDatabase(ctx, cfg.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	own := kit.Module{Name: "shipping", Files: migrations, Folder: "migrations"}
	if _, err := kit.Migrate(ctx, cfg.MigrationDatabaseURL, kit.EventTables, own); err != nil {
		return err
	}
	tariff, err := readTariff(ctx, pool)
	if err != nil {
		return err
	}
	broker, err := kit.ConnectNATS(cfg, log)
	if err != nil {
		return err
	}
	defer broker.Close()
	keys := kit.WatchTokenKeys(broker, log)
	defer keys.Stop()
	relay, err := kit.StartRelay(pool, broker, "shipping", log)
	if err != nil {
		return err
	}
	defer relay.Stop()
	shipments := newStore(pool)
	carrier := startCarrier(pace, shipments, time.Now, relay.Nudge, log)
	defer carrier.Stop()
	service := &shippingService{tariff: tariff, store: shipments, changes: changes{broker}, now: time.Now, changed: relay.Nudge}
	return kit.Serve(ctx, kit.ServeOptions{
		Config: cfg, Log: log, NATS: broker, GRPC: kit.Interceptors(log, keys), Ready: keys.Known(), Serving: serving,
		Register: func(server *grpc.Server) { shippingv1.RegisterShippingServiceServer(server, service) },
	})
}
