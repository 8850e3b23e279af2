// Errors, from the domain's words to gRPC's. The domain returns a DomainError and knows no transport; this table is the only
// place that turns it into a status. Anything else becomes INTERNAL with a plain sentence: its cause is logged, never sent.
package kit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Situation is what kind of trouble it is, in the domain's words.
type Situation codes.Code

// The situations and the codes that they have on the wire.
const (
	Invalid         = Situation(codes.InvalidArgument)
	Missing         = Situation(codes.NotFound)
	Exists          = Situation(codes.AlreadyExists)
	NotNow          = Situation(codes.FailedPrecondition)
	Conflict        = Situation(codes.Aborted)
	TooMany         = Situation(codes.ResourceExhausted)
	Unavailable     = Situation(codes.Unavailable)
	Unauthenticated = Situation(codes.Unauthenticated)
	Forbidden       = Situation(codes.PermissionDenied)
)

// DomainError is a refusal that the caller is meant to understand.
type DomainError struct {
	Situation Situation
	Reason    string // UPPER_SNAKE_CASE; what programs decide by
	Message   string // for people
	Subject   string // what it is about: the metadata's key, such as "orderId"; empty for none
	Value     string // and its value
}

func (e *DomainError) Error() string { return e.Reason + ": " + e.Message }

// statusOf is what a caller sees of whatever a handler returned.
func statusOf(err error, service, traceID string) *status.Status {
	var domain *DomainError
	if errors.As(err, &domain) {
		return domain.status(service)
	}
	if given, is := err.(interface{ GRPCStatus() *status.Status }); is {
		return given.GRPCStatus()
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return detailed(codes.DeadlineExceeded, "The deadline passed before the answer was ready.", errorInfo("DEADLINE_EXCEEDED", service, nil))
	case errors.Is(err, context.Canceled):
		return detailed(codes.Canceled, "The caller gave up.", errorInfo("CANCELLED", service, nil))
	case IsTransient(err):
		return (&DomainError{Situation: Unavailable, Reason: "DATABASE_UNAVAILABLE", Message: "The database is away for a moment."}).status(service)
	}
	message := fmt.Sprintf("Something went wrong on our side. Quote trace %s to support.", traceID)
	return detailed(codes.Internal, message, errorInfo("INTERNAL", service, nil))
}

func (e *DomainError) status(service string) *status.Status {
	var metadata map[string]string
	if e.Subject != "" {
		metadata = map[string]string{e.Subject: e.Value}
	}
	details := []protoadapt.MessageV1{errorInfo(e.Reason, service, metadata)}
	switch e.Situation {
	case Invalid:
		details = append(details, &errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
			{Field: e.Value, Description: e.Message},
		}})
	case Missing:
		details = append(details, &errdetails.ResourceInfo{ResourceType: e.Subject, ResourceName: e.Value, Description: e.Message})
	case NotNow:
		details = append(details, &errdetails.PreconditionFailure{Violations: []*errdetails.PreconditionFailure_Violation{
			{Type: e.Reason, Subject: e.Value, Description: e.Message},
		}})
	case Unavailable, TooMany:
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(time.Second)})
	}
	return detailed(codes.Code(e.Situation), e.Message, details...)
}

func errorInfo(reason, service string, metadata map[string]string) *errdetails.ErrorInfo {
	return &errdetails.ErrorInfo{Reason: reason, Domain: "meshmart." + service, Metadata: metadata}
}

func detailed(code codes.Code, message string, details ...protoadapt.MessageV1) *status.Status {
	plain := status.New(code, message)
	full, err := plain.WithDetails(details...)
	if err != nil { // Details that cannot be packed must not hide the error that they explain.
		return plain
	}
	return full
}

// ReasonOf is the reason in an error's google.rpc.ErrorInfo, or its code's name when it has none.
func ReasonOf(err error) string { return reasonOf(status.Convert(err)) }

func reasonOf(outcome *status.Status) string {
	for _, detail := range outcome.Details() {
		if info, is := detail.(*errdetails.ErrorInfo); is {
			return info.GetReason()
		}
	}
	return outcome.Code().String()
}
