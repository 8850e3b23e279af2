// The JetStream streams: one a domain, made by whoever needs it first, publisher or consumer, with the same bounds in every language.
package kit

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

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
