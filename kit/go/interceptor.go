// What surrounds every call, unary or streamed, in this order: deadline, access, validation, the handler; then its error becomes
// a status, which metrics and log see. A panic in a handler ends its call and not the process.
package kit

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// call is one call being served.
type call struct {
	method    *method
	trace     Trace
	incoming  metadata.MD
	caller    Caller // what admit has found out, and the service's name from the start
	startedAt time.Time
}

type callKey struct{}

// Interceptors are the server options that make a server enforce the contract. Access tokens are checked with the keys.
func Interceptors(log *slog.Logger, keys *TokenKeys) []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.ChainUnaryInterceptor(func(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (response any, err error) {
			ctx, cancel, c := begin(ctx, info.FullMethod)
			defer cancel()
			defer func() { err = c.finish(ctx, log, err, recover()) }()
			if err := c.admit(keys); err != nil {
				return nil, err
			}
			if err := c.validate(request); err != nil {
				return nil, err
			}
			return handle(ctx, request)
		}),
		grpc.ChainStreamInterceptor(func(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
			ctx, cancel, c := begin(stream.Context(), info.FullMethod)
			defer cancel()
			defer func() { err = c.finish(ctx, log, err, recover()) }()
			if err := c.admit(keys); err != nil {
				return err
			}
			return handle(server, &servedStream{stream, ctx, c})
		}),
	}
}

func begin(ctx context.Context, path string) (context.Context, context.CancelFunc, *call) {
	c := &call{method: methodOf(path), startedAt: time.Now()}
	c.incoming, _ = metadata.FromIncomingContext(ctx)
	c.caller.Service = c.header(CallerKey)
	c.trace, _ = ParseTrace(c.header(traceparentKey))
	if c.trace == (Trace{}) {
		c.trace = NewTrace()
	} else {
		c.trace = c.trace.Child()
	}
	ctx, cancel := withDeadline(context.WithValue(ctx, callKey{}, c), c.method.deadline)
	return ctx, cancel, c
}

// header is the first value of the caller's metadata; empty when there is none.
func (c *call) header(key string) string {
	if values := c.incoming.Get(key); len(values) > 0 {
		return values[0]
	}
	return ""
}

// withDeadline cuts the context to the contract's deadline; an earlier one stays.
func withDeadline(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if given, has := ctx.Deadline(); limit == 0 || has && time.Until(given) <= limit {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, limit)
}

func (c *call) finish(ctx context.Context, log *slog.Logger, err error, panicked any) error {
	if panicked != nil {
		err = fmt.Errorf("panic: %v\n%s", panicked, debug.Stack())
	}
	var outcome *status.Status
	if err != nil {
		outcome = statusOf(c.orLeaving(ctx, err), c.method.meshName, c.trace.ID())
	}
	c.method.meters.observe(outcome.Code(), time.Since(c.startedAt))
	c.log(ctx, log, outcome, err)
	return outcome.Err()
}

// servedStream gives the handler the call's context, and validates what the caller sends.
type servedStream struct {
	grpc.ServerStream
	ctx  context.Context
	call *call
}

func (s *servedStream) Context() context.Context { return s.ctx }

func (s *servedStream) RecvMsg(message any) error {
	if err := s.ServerStream.RecvMsg(message); err != nil {
		return err
	}
	return s.call.validate(message)
}

func (c *call) validate(request any) error {
	if message, is := request.(proto.Message); is {
		return validate(message, c.method.meshName)
	}
	return nil
}
