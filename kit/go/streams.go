// The JetStream streams and buckets: made by whoever needs them first, with the same bounds in every language. A domain has one stream.
package kit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// deadLetters is the domain of the messages that a consumer could not handle.
const deadLetters = "dead"

// EnsureStream makes sure that the stream of a domain's events ("ordering": stream ORDERING, subjects ordering.>) exists.
func EnsureStream(ctx context.Context, js jetstream.JetStream, domain string) (jetstream.Stream, error) {
	replicas, err := strconv.Atoi(fromEnv("NATS_REPLICAS", "1"))
	if err != nil {
		return nil, fmt.Errorf("NATS_REPLICAS must be a number, not %q", os.Getenv("NATS_REPLICAS"))
	}
	return js.CreateStream(ctx, jetstream.StreamConfig{
		Name:       strings.ToUpper(domain),
		Subjects:   []string{domain + ".>"},
		Storage:    jetstream.FileStorage,
		Retention:  jetstream.LimitsPolicy,
		Discard:    jetstream.DiscardOld,
		Replicas:   replicas,
		MaxAge:     7 * 24 * time.Hour,
		MaxBytes:   512 << 20,
		Duplicates: 2 * time.Minute,
	})
}

// openBucket opens a key-value bucket, or creates it with the configuration when there is none.
func openBucket(ctx context.Context, connection *nats.Conn, config jetstream.KeyValueConfig) (jetstream.KeyValue, error) {
	js, err := jetstream.New(connection)
	if err != nil {
		return nil, fmt.Errorf("JetStream cannot be used: %w", err)
	}
	bucket, err := js.KeyValue(ctx, config.Bucket)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return bucket, err
	}
	bucket, err = js.CreateKeyValue(ctx, config)
	if errors.Is(err, jetstream.ErrBucketExists) {
		return js.KeyValue(ctx, config.Bucket) // Another process was faster.
	}
	return bucket, err
}
