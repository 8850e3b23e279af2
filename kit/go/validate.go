// Refuses messages that break the contract's buf.validate rules, or hold a NUL, naming every field that is wrong, before a handler
// sees them.
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
	var fields []*errdetails.BadRequest_FieldViolation
	var broken *protovalidate.ValidationError
	if err := protovalidate.Validate(message); errors.As(err, &broken) {
		for _, violation := range broken.Violations {
			fields = append(fields, &errdetails.BadRequest_FieldViolation{
				Field:       protovalidate.FieldPathString(violation.Proto.GetField()),
				Description: violation.Proto.GetMessage(),
			})
		}
	} else if err != nil {
		return err // Rules that cannot be evaluated: a mistake in the contract.
	}
	if fields = append(fields, nulFields(message)...); len(fields) == 0 {
		return nil
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
