// What operators see of discovery: who is connected, who rejected what, how many endpoints there are.
package main

import (
	"context"
	"fmt"
	"log/slog"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discoveryservice "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/meshmart/meshmart/kit/go"
)

var (
	endpointsServed = promauto.NewGaugeVec(prometheus.GaugeOpts{
		Name: "discovery_endpoints", Help: "Live instances of a service.",
	}, []string{"service"})
	instancesDropped = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "discovery_instances_dropped_total", Help: "Instances taken out, by cause: left, or lapsed (fell silent).",
	}, []string{"cause"})
	snapshotsPublished = promauto.NewCounter(prometheus.CounterOpts{
		Name: "discovery_snapshots_total", Help: "Snapshots published since the start.",
	})
	streamsOpen = promauto.NewGauge(prometheus.GaugeOpts{
		Name: "discovery_streams", Help: "xDS streams open now.",
	})
	rejections = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "discovery_rejections_total", Help: "Responses that a client rejected, by type of resource.",
	}, []string{"type"})
)

func countEndpoints(services []string, instances []kit.Instance) {
	live := map[string]int{}
	for _, instance := range instances {
		live[instance.Service]++
	}
	for _, service := range services {
		endpointsServed.WithLabelValues(service).Set(float64(live[service]))
	}
}

// callbacks watch the streams; a rejected response (a NACK) is a mistake of ours, so its reason is logged in full.
func callbacks(log *slog.Logger) server.CallbackFuncs {
	return server.CallbackFuncs{
		StreamOpenFunc:        func(context.Context, int64, string) error { streamsOpen.Inc(); return nil },
		StreamClosedFunc:      func(int64, *corev3.Node) { streamsOpen.Dec() },
		DeltaStreamOpenFunc:   func(context.Context, int64, string) error { streamsOpen.Inc(); return nil },
		DeltaStreamClosedFunc: func(int64, *corev3.Node) { streamsOpen.Dec() },
		StreamRequestFunc: func(_ int64, request *discoveryservice.DiscoveryRequest) error {
			if detail := request.GetErrorDetail(); detail != nil {
				rejections.WithLabelValues(request.GetTypeUrl()).Inc()
				log.Error("a client rejected a response", "node", request.GetNode().GetId(),
					"type", request.GetTypeUrl(), "reason", detail.GetMessage())
			}
			return nil
		},
	}
}

func errorsTo(log *slog.Logger) func(string, ...any) {
	return func(format string, values ...any) { log.Warn(fmt.Sprintf(format, values...)) }
}
