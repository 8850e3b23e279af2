// What a drain does to open streams: they would outlast any limit, so they are told to end when it begins. The handler's context ends
// then, and the caller is told UNAVAILABLE, with which it comes back to another instance. Unary calls are left to finish.
package kit

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

var errDraining = errors.New("the process is draining")

// draining is a context, made once a server, that ends when its drain begins.
type draining struct {
	ctx   context.Context
	begin context.CancelFunc
}

func newDraining() draining {
	ctx, begin := context.WithCancel(context.Background())
	return draining{ctx, begin}
}

// interceptor must be the outermost: those within see the context that it gives.
func (d draining) interceptor(server any, stream grpc.ServerStream, _ *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	ctx, cancel := context.WithCancelCause(stream.Context())
	defer cancel(nil)
	defer context.AfterFunc(d.ctx, func() { cancel(errDraining) })()
	return handle(server, &drainedStream{stream, ctx})
}

type drainedStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *drainedStream) Context() context.Context { return s.ctx }

// orDraining is what a handler's end means: one that was cut short by a drain is told apart from one whose caller gave up.
func orDraining(ctx context.Context, err error) error {
	gaveUp := errors.Is(err, context.Canceled) || status.Code(err) == codes.Canceled
	if !gaveUp || !errors.Is(context.Cause(ctx), errDraining) {
		return err
	}
	return &DomainError{
		Situation: Unavailable, Reason: "DRAINING", Message: "This instance is about to stop. Watch again: another one takes over.",
	}
}
