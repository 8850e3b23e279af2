// Follows the registry bucket for as long as the process lives, across lost connections, restarts of NATS and a lost bucket.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/meshmart/meshmart/kit/go"
)

var errSilent = errors.New("the registry has been silent for too long")

// registry knows who is alive now.
type registry struct {
	log      *slog.Logger
	changed  chan struct{} // holds one signal when the live instances are no longer those read before
	read     chan struct{} // closed once the bucket's current values have been read
	readOnce sync.Once
	mu       sync.Mutex
	leases   *leases
}

func newRegistry(log *slog.Logger) *registry {
	return &registry{
		log: log, changed: make(chan struct{}, 1), read: make(chan struct{}), leases: newLeases(),
	}
}

// instances lists who is alive, ordered by service and instance.
func (r *registry) instances() []kit.Instance {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.leases.instances()
}

// follow watches the bucket until ctx ends. A watch that breaks or falls silent is made anew: NATS' own watcher takes ten
// seconds to find out that a restarted server has forgotten it, which is longer than a lease.
func (r *registry) follow(ctx context.Context, connection *nats.Conn) {
	lost := connection.StatusChanged(nats.DISCONNECTED, nats.RECONNECTING)
	go r.lapse(ctx)
	for ctx.Err() == nil {
		if err := r.watch(ctx, connection, lost); err != nil && ctx.Err() == nil {
			r.log.Debug("watching the registry again", "error", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (r *registry) watch(ctx context.Context, connection *nats.Conn, lost <-chan nats.Status) error {
	opening, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	bucket, err := kit.OpenRegistry(opening, connection)
	if err != nil {
		return err
	}
	watcher, err := bucket.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = watcher.Stop() }() // A connection that is gone has stopped it already.
	patience := time.NewTimer(silence)
	defer patience.Stop()
	for {
		select {
		case entry, open := <-watcher.Updates():
			if !open {
				return errSilent
			}
			if entry == nil { // The mark after the current values.
				r.readOnce.Do(func() { close(r.read) })
				continue
			}
			r.apply(entry)
			patience.Reset(silence)
		case <-lost:
			r.update(func(l *leases) bool { l.lose(); return false })
			return nats.ErrConnectionClosed
		case <-patience.C:
			return errSilent
		case <-ctx.Done():
			return nil
		}
	}
}

func (r *registry) apply(entry jetstream.KeyValueEntry) {
	key := entry.Key()
	if entry.Operation() != jetstream.KeyValuePut {
		if r.update(func(l *leases) bool { return l.leave(key, time.Now()) }) {
			r.log.Info("an instance left", "key", key)
			instancesDropped.WithLabelValues("left").Inc()
		}
		return
	}
	var instance kit.Instance
	if err := json.Unmarshal(entry.Value(), &instance); err != nil || instance.Service == "" || socketAddress(instance.Address) == nil {
		r.log.Warn("a registry entry has no service, or no address of the form ip:port; it is ignored", "key", key, "address", instance.Address)
		return
	}
	if r.update(func(l *leases) bool { return l.renew(key, instance, time.Now()) }) {
		r.log.Info("an instance is up", "key", key, "address", instance.Address)
	}
}

// lapse ends leases; a quarter of a second is what this adds to a lease at most.
func (r *registry) lapse(ctx context.Context) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			r.update(func(l *leases) bool {
				lapsed := l.lapse(now)
				for _, instance := range lapsed {
					r.log.Warn("an instance fell silent and is dropped", "key", instance.Service+"."+instance.Instance)
					instancesDropped.WithLabelValues("lapsed").Inc()
				}
				return len(lapsed) > 0
			})
		}
	}
}

func (r *registry) update(change func(*leases) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	changed := change(r.leases)
	if changed {
		select {
		case r.changed <- struct{}{}:
		default: // A signal is waiting already; its reader will see this change too.
		}
	}
	return changed
}
