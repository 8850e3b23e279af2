package kittest

import (
	"testing"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
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
