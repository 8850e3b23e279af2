// One JSON line an entry on stdout, in the form that every language of the mesh writes:
// {"level":"info","time":"...","service":"shipping","instance":"...","msg":"...","traceId":"..."}.
package kit

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"time"
)

// NewLogger writes to out what is at least as grave as the configured level.
func NewLogger(cfg Config, out io.Writer) *slog.Logger {
	handler := slog.NewJSONHandler(out, &slog.HandlerOptions{Level: cfg.LogLevel, ReplaceAttr: meshForm})
	return slog.New(tracedHandler{handler}).With("service", cfg.Service, "instance", cfg.Instance)
}

func meshForm(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.LevelKey:
		attr.Value = slog.StringValue(strings.ToLower(attr.Value.String()))
	case slog.TimeKey:
		attr.Value = slog.StringValue(attr.Value.Time().UTC().Format(time.RFC3339Nano))
	}
	return attr
}

// tracedHandler adds the trace id of the call that the entry was written for.
type tracedHandler struct{ slog.Handler }

func (h tracedHandler) Handle(ctx context.Context, record slog.Record) error {
	if trace, ok := TraceFrom(ctx); ok {
		record.AddAttrs(slog.String("traceId", trace.ID()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h tracedHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return tracedHandler{h.Handler.WithAttrs(attrs)}
}

func (h tracedHandler) WithGroup(name string) slog.Handler {
	return tracedHandler{h.Handler.WithGroup(name)}
}
