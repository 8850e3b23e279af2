// Refuses messages that break the contract's buf.validate rules, naming every field that is wrong, before a handler sees them.
package kit

import (
	"errors"
	"fmt"

	"buf.build/go/protovalidate"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
)

func validate(message proto.Message, service string) error {
	err := protovalidate.Validate(message)
	var broken *protovalidate.ValidationError
	if !errors.As(err, &broken) {
		return err // Nil, or rules that cannot be evaluated: a mistake in the contract.
	}
	fields := make([]*errdetails.BadRequest_FieldViolation, 0, len(broken.Violations))
	for _, violation := range broken.Violations {
		fields = append(fields, &errdetails.BadRequest_FieldViolation{
			Field:       protovalidate.FieldPathString(violation.Proto.GetField()),
			Description: violation.Proto.GetMessage(),
		})
	}
	return detailed(codes.InvalidArgument, summary(fields),
		errorInfo("INVALID_REQUEST", service, nil), &errdetails.BadRequest{FieldViolations: fields}).Err()
}

func summary(fields []*errdetails.BadRequest_FieldViolation) string {
	name := fields[0].GetField()
	if name == "" {
		name = "request"
	}
	if len(fields) == 1 {
		return fmt.Sprintf("%s: %s", name, fields[0].GetDescription())
	}
	return fmt.Sprintf("%s: %s (and %d more)", name, fields[0].GetDescription(), len(fields)-1)
}
