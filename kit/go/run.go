// The outermost function of every process: configuration, log, signals, exit code.
package kit

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// Run calls the composition root with a context that ends at SIGTERM or SIGINT, and exits: 0 after a clean stop, 1 after an error.
func Run(service string, root func(context.Context, Config, *slog.Logger) error) {
	cfg, err := LoadConfig(service)
	log := NewLogger(cfg, os.Stdout)
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
		err = root(ctx, cfg, log)
		stop()
	}
	if err != nil {
		log.Error("stopped by an error", "error", err.Error())
		os.Exit(1)
	}
}
