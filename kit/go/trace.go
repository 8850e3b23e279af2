// W3C trace context: one id for everything that a request set in motion, through calls and events.
// https://www.w3.org/TR/trace-context/
package kit

import (
	"context"
	"encoding/hex"
)

const traceparentKey = "traceparent"

// Trace is a position in a trace, in the wire form `00-<32 hex trace id>-<16 hex span id>-<2 hex flags>`.
type Trace struct{ parent string }

type traceKey struct{}

// NewTrace starts a trace that is marked as sampled.
func NewTrace() Trace {
	return Trace{"00-" + randomHex(16) + "-" + randomHex(8) + "-01"}
}

// ParseTrace reads a traceparent, and reports false for one that the standard tells to ignore.
func ParseTrace(parent string) (Trace, bool) {
	if len(parent) < 55 || parent[2] != '-' || parent[35] != '-' || parent[52] != '-' || parent[:2] == "ff" {
		return Trace{}, false
	}
	if !isHexID(parent[3:35]) || !isHexID(parent[36:52]) {
		return Trace{}, false
	}
	return Trace{parent[:55]}, true
}

// ID is the trace id: 32 hexadecimal digits.
func (t Trace) ID() string { return t.parent[3:35] }

// Child is the same trace at a new span, to be sent with an outgoing call or event.
func (t Trace) Child() Trace {
	return Trace{t.parent[:36] + randomHex(8) + t.parent[52:]}
}

// String is the wire form.
func (t Trace) String() string { return t.parent }

// WithTrace puts the trace into the context, for work that no call began.
func WithTrace(ctx context.Context, trace Trace) context.Context {
	return context.WithValue(ctx, traceKey{}, trace)
}

// TraceFrom reports the trace of the context, if it has one: that of the call being served, or what WithTrace put there.
func TraceFrom(ctx context.Context) (Trace, bool) {
	if served, is := ctx.Value(callKey{}).(*call); is {
		return served.trace, true
	}
	trace, ok := ctx.Value(traceKey{}).(Trace)
	return trace, ok
}

// isHexID accepts lower-case hexadecimal digits that are not all zero: the all-zero id means "none".
func isHexID(id string) bool {
	decoded, err := hex.DecodeString(id)
	if err != nil {
		return false
	}
	for _, b := range decoded {
		if b != 0 {
			return true
		}
	}
	return false
}
