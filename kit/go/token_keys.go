// The public keys of access tokens, watched in a NATS key-value bucket from the process' start: identity writes it, everybody reads it.
// Keys that are known stay known while NATS is away.
package kit

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	tokenKeyBucket = "token_keys"
	watchAgain     = 500 * time.Millisecond
	openingLimit   = 2 * time.Second
)

// TokenKeys are the keys that this process knows. Its zero value knows none: every token is refused.
type TokenKeys struct {
	tokenVerifier
	log       *slog.Logger
	known     chan struct{}
	knownOnce sync.Once
	stop      context.CancelFunc
	stopped   chan struct{}
}

// OpenTokenKeys opens the bucket, under whose keys (kid) the public keys lie as JSON web keys; whoever comes first makes it.
func OpenTokenKeys(ctx context.Context, connection *nats.Conn) (jetstream.KeyValue, error) {
	return openBucket(ctx, connection, jetstream.KeyValueConfig{Bucket: tokenKeyBucket, History: 1, Storage: jetstream.FileStorage})
}

// WatchTokenKeys watches until Stop, across every restart of NATS.
func WatchTokenKeys(connection *nats.Conn, log *slog.Logger) *TokenKeys {
	ctx, stop := context.WithCancel(context.Background())
	k := &TokenKeys{log: log, known: make(chan struct{}), stop: stop, stopped: make(chan struct{})}
	go k.follow(ctx, connection)
	return k
}

// Known is closed once the keys of the start are known: a process that serves earlier would refuse valid tokens.
func (k *TokenKeys) Known() <-chan struct{} { return k.known }

// Stop ends the watch; tokens can be checked further on.
func (k *TokenKeys) Stop() {
	k.stop()
	<-k.stopped
}

// follow makes a watch anew that broke: NATS' own watcher takes ten seconds to find out that a restarted server has forgotten it.
func (k *TokenKeys) follow(ctx context.Context, connection *nats.Conn) {
	defer close(k.stopped)
	lost := connection.StatusChanged(nats.DISCONNECTED, nats.RECONNECTING)
	defer connection.RemoveStatusListener(lost)
	for failing := false; ctx.Err() == nil; {
		err := k.watch(ctx, connection, lost)
		if err != nil && ctx.Err() == nil && !failing {
			k.log.Warn("the keys of access tokens cannot be watched; those that are known stay valid", "error", err.Error())
		}
		failing = err != nil
		select {
		case <-ctx.Done():
		case <-time.After(watchAgain):
		}
	}
}

// watch returns nil when a watch that worked has broken.
func (k *TokenKeys) watch(ctx context.Context, connection *nats.Conn, lost <-chan nats.Status) error {
	opening, cancel := context.WithTimeout(ctx, openingLimit)
	defer cancel()
	bucket, err := OpenTokenKeys(opening, connection)
	if err != nil {
		return err
	}
	watcher, err := bucket.WatchAll(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = watcher.Stop() }() // A connection that is gone has stopped it already.
	for {
		select {
		case entry, open := <-watcher.Updates():
			if !open {
				return nil
			}
			if entry == nil { // The mark after the current values.
				k.knownOnce.Do(func() { close(k.known) })
				continue
			}
			k.apply(entry)
		case <-lost:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

func (k *TokenKeys) apply(entry jetstream.KeyValueEntry) {
	if entry.Operation() != jetstream.KeyValuePut {
		k.remove(entry.Key())
		return
	}
	var given tokenKey
	err := json.Unmarshal(entry.Value(), &given)
	if err == nil {
		key, wrong := given.public()
		if err = wrong; err == nil {
			k.add(entry.Key(), key)
			return
		}
	}
	k.log.Error("a key of access tokens cannot be read and is left out", "key", entry.Key(), "error", err.Error())
}
