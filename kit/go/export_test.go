package kit

import (
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
)

// RememberedTokens is how many checked tokens are remembered at most.
const RememberedTokens = rememberedTokens

// RetryAtOnce lets a test see twenty deliveries without waiting minutes for them. Not for parallel tests.
func RetryAtOnce(t *testing.T) {
	usual := firstRetryPause
	firstRetryPause = time.Microsecond
	t.Cleanup(func() { firstRetryPause = usual })
}

// Verify checks a token as the interceptors do.
func (k *TokenKeys) Verify(token string) (SignedIn, error) { return k.verify(token) }

// TokensHeld is how many tokens are remembered.
func TokensHeld(k *TokenKeys) int { return len(k.young) + len(k.old) }

// NULFields are the paths of a message's fields that hold a NUL.
func NULFields(message proto.Message) (paths []string) {
	for _, violation := range nulFields(message) {
		paths = append(paths, violation.GetField())
	}
	return paths
}

// AwaitWaiting returns when a batch is under way and so many items wait for the next.
func (b *Batcher[Item, Result]) AwaitWaiting(count int) {
	for is := false; !is; time.Sleep(time.Millisecond) {
		b.mu.Lock()
		is = b.busy && len(b.waiting) == count
		b.mu.Unlock()
	}
}
