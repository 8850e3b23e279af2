// A connection to another service by its mesh name. Every call through it has a deadline and belongs to the current trace. A method
// that the contract marks as repeatable waits for a connection and is tried again while its target is unavailable, until its deadline.
package kit

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	_ "google.golang.org/grpc/xds" // Teaches gRPC the scheme xds:///.
)

const (
	firstPause = 50 * time.Millisecond
	maxPause   = time.Second
)

// Dial makes a connection to keep for the life of the process; it connects at the first call.
func Dial(cfg Config, service string) (*grpc.ClientConn, error) {
	caller := cfg.Service
	return grpc.NewClient(strings.ReplaceAll(cfg.Target, "{service}", service),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		// A peer that vanished without closing is noticed within 15 s, also while no call is open.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 5 * time.Second, PermitWithoutStream: true}),
		// A service that comes back is found at once: reconnecting backs off to one second, not to gRPC's two minutes.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 2 * time.Second,
		}),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig":[{"round_robin":{}}]}`),
		grpc.WithUnaryInterceptor(func(ctx context.Context, path string, request, response any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
			m := methodOf(path)
			ctx, cancel := withDeadline(outgoing(ctx, caller), m.deadline)
			defer cancel()
			if !m.repeatable {
				return invoke(ctx, path, request, response, connection, options...)
			}
			options = append(options, grpc.WaitForReady(true))
			return repeat(ctx, func() error { return invoke(ctx, path, request, response, connection, options...) })
		}),
		grpc.WithStreamInterceptor(func(ctx context.Context, desc *grpc.StreamDesc, connection *grpc.ClientConn, path string, open grpc.Streamer, options ...grpc.CallOption) (grpc.ClientStream, error) {
			return openStream(ctx, methodOf(path), func(ctx context.Context) (grpc.ClientStream, error) {
				return open(outgoing(ctx, caller), desc, connection, path, options...)
			})
		}),
	)
}

// repeat tries again while the target is unavailable and the deadline allows another pause.
func repeat(ctx context.Context, attempt func() error) error {
	for pause := firstPause; ; pause = min(2*pause, maxPause) {
		err := attempt()
		if status.Code(err) != codes.Unavailable {
			return err
		}
		wait := pause/2 + rand.N(pause/2)
		if deadline, has := ctx.Deadline(); has && time.Until(deadline) <= wait {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// openStream limits a stream whose method has a deadline, and releases the timer when the stream ends.
func openStream(ctx context.Context, m *method, open func(context.Context) (grpc.ClientStream, error)) (grpc.ClientStream, error) {
	ctx, cancel := withDeadline(ctx, m.deadline)
	stream, err := open(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	context.AfterFunc(stream.Context(), cancel)
	return stream, nil
}

// outgoing adds who calls and on whose behalf: the trace, and the end user's credentials, of the call being served.
func outgoing(ctx context.Context, caller string) context.Context {
	var pairs []string
	if caller != "" {
		pairs = append(pairs, CallerKey, caller)
	}
	if trace, traced := TraceFrom(ctx); traced {
		pairs = append(pairs, traceparentKey, trace.String())
	}
	if served, is := ctx.Value(callKey{}).(*call); is {
		for _, key := range []string{AuthorizationKey, GuestKey} {
			if given := served.header(key); given != "" {
				pairs = append(pairs, key, given)
			}
		}
	}
	return metadata.AppendToOutgoingContext(ctx, pairs...)
}
