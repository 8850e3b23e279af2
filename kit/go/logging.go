// One line a call: commands at info, reads at debug, our own faults at error with their cause. Never a payload.
package kit

import (
	"context"
	"log/slog"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (c *call) log(ctx context.Context, log *slog.Logger, outcome *status.Status, cause error) {
	level := slog.LevelInfo
	if c.method.readOnly || !c.method.repeatable && c.method.policy == nil {
		level = slog.LevelDebug // The latter: gRPC's own protocols, such as health checks.
	}
	switch outcome.Code() {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		level = slog.LevelError
	}
	if !log.Enabled(ctx, level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", c.method.service+"/"+c.method.name),
		slog.Float64("ms", float64(time.Since(c.startedAt).Round(100*time.Microsecond))/float64(time.Millisecond)),
	}
	if c.caller.Service != "" {
		attributes = append(attributes, slog.String("caller", c.caller.Service))
	}
	if outcome.Code() != codes.OK {
		attributes = append(attributes, slog.String("code", outcome.Code().String()), slog.String("reason", reasonOf(outcome)))
	}
	if level == slog.LevelError {
		attributes = append(attributes, slog.String("err", cause.Error()))
	}
	log.LogAttrs(ctx, level, "call", attributes...)
}
