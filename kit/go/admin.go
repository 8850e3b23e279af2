// The port for operators, apart from the callers' port: /metrics in Prometheus' text format and /healthz for probes.
package kit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type admin struct {
	server   *http.Server
	listener net.Listener
}

// startAdmin answers /healthz with 200 while healthy reports true, and with 503 otherwise.
func startAdmin(cfg Config, healthy func() bool, log *slog.Logger) (*admin, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.AdminPort)))
	if err != nil {
		return nil, fmt.Errorf("ADMIN_PORT %d cannot be bound: %w", cfg.AdminPort, err)
	}
	routes := http.NewServeMux()
	routes.Handle("GET /metrics", promhttp.Handler())
	routes.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		if !healthy() {
			http.Error(w, "NOT_SERVING", http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("SERVING\n")) // A probe that has hung up needs no answer.
	})
	a := &admin{&http.Server{Handler: routes, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}, listener}
	go func() {
		if err := a.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the admin port stopped", "error", err.Error())
		}
	}()
	return a, nil
}

func (a *admin) port() int { return a.listener.Addr().(*net.TCPAddr).Port }

func (a *admin) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = a.server.Shutdown(ctx) // A scrape that takes longer is cut off; the next one reads the same figures.
}
