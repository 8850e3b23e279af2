// What a drain does to streams that the contract sets no limit: they would hold it until they are cut, so they are told to end when it
// begins. The handler's context ends then, and its caller is told UNAVAILABLE and comes back to another instance. All else may finish.
package kit

import (
	"context"
	"errors"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
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
func (d draining) interceptor(server any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	if methodOf(info.FullMethod).deadline > 0 {
		return handle(server, stream)
	}
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

// orLeaving is what a handler's end means: one that was cut short by a drain is told apart from one whose caller gave up.
func (c *call) orLeaving(ctx context.Context, err error) error {
	gaveUp := errors.Is(err, context.Canceled) || status.Code(err) == codes.Canceled
	if !gaveUp || !errors.Is(context.Cause(ctx), errDraining) {
		return err
	}
	message := "This instance leaves. Call " + c.method.name + " again: another one answers."
	return detailed(codes.Unavailable, message,
		errorInfo("INSTANCE_LEAVING", c.method.meshName, map[string]string{"method": c.method.name}),
		&errdetails.RetryInfo{RetryDelay: durationpb.New(100 * time.Millisecond)}).Err()
}
