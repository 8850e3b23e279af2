// Announces this process in the registry, a NATS key-value bucket, once a second; discovery drops what falls silent.
// A clean leave deletes the entry, so that no caller is sent to a process that is about to stop.
package kit

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	// AnnounceInterval is how often a live process renews its entry.
	AnnounceInterval = time.Second
	registryBucket   = "registry"
	registryTTL      = 10 * time.Second
)

// Instance is one running process as the registry holds it, under the key `<service>.<instance>`.
type Instance struct {
	Service      string    `json:"service"`
	Instance     string    `json:"instance"`
	Address      string    `json:"address"`      // host:port of gRPC
	AdminAddress string    `json:"adminAddress"` // host:port of /metrics and /healthz
	PID          int       `json:"pid"`
	Language     string    `json:"language"`
	StartedAt    time.Time `json:"startedAt"`
}

// OpenRegistry opens the bucket; whoever comes first creates it.
func OpenRegistry(ctx context.Context, connection *nats.Conn) (jetstream.KeyValue, error) {
	return openBucket(ctx, connection, jetstream.KeyValueConfig{
		Bucket: registryBucket, History: 1, Storage: jetstream.FileStorage, TTL: registryTTL,
		Description: "Who is up and where: one entry a process, renewed every second",
	})
}

// Announcer keeps one entry alive.
type Announcer struct {
	connection *nats.Conn
	instance   Instance
	log        *slog.Logger
	bucket     jetstream.KeyValue
	stop       context.CancelFunc
	stopped    chan struct{}
}

// Announce starts to announce; it reports no error, since an absent registry is tried again every second.
func Announce(connection *nats.Conn, cfg Config, address, adminAddress string, log *slog.Logger) *Announcer {
	ctx, stop := context.WithCancel(context.Background())
	a := &Announcer{
		connection: connection, log: log, stop: stop, stopped: make(chan struct{}),
		instance: Instance{
			Service: cfg.Service, Instance: cfg.Instance, Address: address, AdminAddress: adminAddress,
			PID: os.Getpid(), Language: "go", StartedAt: time.Now().UTC(),
		},
	}
	go a.run(ctx)
	return a
}

// Leave deletes the entry. It waits for an announcement under way first, since that one would bring the entry back.
func (a *Announcer) Leave() {
	a.stop()
	<-a.stopped
	if a.bucket == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), AnnounceInterval)
	defer cancel()
	if err := a.bucket.Delete(ctx, a.key()); err != nil {
		a.log.Warn("could not leave the registry; the entry lapses by itself", "error", err.Error())
	}
}

func (a *Announcer) run(ctx context.Context) {
	defer close(a.stopped)
	failing := false
	for {
		next := time.After(AnnounceInterval)
		err := a.put(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failing {
			a.log.Warn("the registry is away; announcing until it is back", "error", err.Error())
		} else if err == nil && failing {
			a.log.Info("announced again")
		}
		if failing = err != nil; failing {
			next = time.After(AnnounceInterval / 4) // Whoever rebuilds the registry should know of us soon.
		}
		select {
		case <-ctx.Done():
			return
		case <-next:
		}
	}
}

func (a *Announcer) put(parent context.Context) error {
	ctx, cancel := context.WithTimeout(parent, AnnounceInterval)
	defer cancel()
	if a.bucket == nil {
		bucket, err := OpenRegistry(ctx, a.connection)
		if err != nil {
			return err
		}
		a.bucket = bucket
	}
	value, err := json.Marshal(a.instance)
	if err != nil {
		return err
	}
	_, err = a.bucket.Put(ctx, a.key(), value)
	if streamIsGone(err) {
		a.bucket = nil
	}
	return err
}

func (a *Announcer) key() string { return a.instance.Service + "." + a.instance.Instance }
