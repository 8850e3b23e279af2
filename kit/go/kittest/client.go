package kittest

import (
	"context"
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/meshmart/meshmart/kit/go"
)

// Dial makes the connection that a service has to another one, here at a fixed address.
func Dial(t testing.TB, caller, address string) *grpc.ClientConn {
	t.Helper()
	connection, err := kit.Dial(kit.Config{Service: caller, Target: address}, "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

// Caller is what a client of a test says of itself; a field that is empty is not sent.
type Caller struct {
	Service string // mesh name
	Token   string // an access token
	GuestID string
}

// DialAs makes a connection whose calls name the caller.
func DialAs(t testing.TB, caller Caller, address string) grpc.ClientConnInterface {
	t.Helper()
	said := metadata.MD{}
	if caller.Token != "" {
		said.Set(kit.AuthorizationKey, "Bearer "+caller.Token)
	}
	if caller.GuestID != "" {
		said.Set(kit.GuestKey, caller.GuestID)
	}
	return &connectionAs{Dial(t, caller.Service, address), said}
}

type connectionAs struct {
	grpc.ClientConnInterface
	said metadata.MD
}

func (c *connectionAs) Invoke(ctx context.Context, path string, request, response any, options ...grpc.CallOption) error {
	return c.ClientConnInterface.Invoke(metadata.NewOutgoingContext(ctx, c.said), path, request, response, options...)
}

func (c *connectionAs) NewStream(ctx context.Context, desc *grpc.StreamDesc, path string, options ...grpc.CallOption) (grpc.ClientStream, error) {
	return c.ClientConnInterface.NewStream(metadata.NewOutgoingContext(ctx, c.said), desc, path, options...)
}

// WrongFields lists the fields that an error's google.rpc.BadRequest names.
func WrongFields(err error) []string {
	var fields []string
	for _, detail := range status.Convert(err).Details() {
		if bad, is := detail.(*errdetails.BadRequest); is {
			for _, violation := range bad.GetFieldViolations() {
				fields = append(fields, violation.GetField())
			}
		}
	}
	return fields
}
