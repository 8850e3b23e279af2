// Rate, errors and duration of every method, for Prometheus; the names are the same in every language.
package kit

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"google.golang.org/grpc/codes"
)

var (
	requestsServed = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "rpc_server_requests_total", Help: "Calls served, by outcome.",
	}, []string{"service", "method", "code"})
	servingTime = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "rpc_server_duration_seconds", Help: "From the first byte of a call to its answer.",
		Buckets: []float64{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5},
	}, []string{"service", "method"})
)

// meters are one method's instruments, looked up once: finding them by labels costs more than counting.
type meters struct {
	byCode   [codes.Unauthenticated + 1]prometheus.Counter
	duration prometheus.Observer
}

func metersOf(service, name string) meters {
	m := meters{duration: servingTime.WithLabelValues(service, name)}
	for code := range m.byCode {
		label := codes.Code(code).String()
		if codes.Code(code) == codes.OK {
			label = "Ok"
		}
		m.byCode[code] = requestsServed.WithLabelValues(service, name, label)
	}
	return m
}

func (m *meters) observe(code codes.Code, took time.Duration) {
	if int(code) < len(m.byCode) {
		m.byCode[code].Inc()
	}
	m.duration.Observe(took.Seconds())
}
