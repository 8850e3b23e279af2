package kit

import (
	"testing"
	"time"
)

// RetryAtOnce lets a test see twenty deliveries without waiting minutes for them. Not for parallel tests.
func RetryAtOnce(t *testing.T) {
	usual := firstRetryPause
	firstRetryPause = time.Microsecond
	t.Cleanup(func() { firstRetryPause = usual })
}
