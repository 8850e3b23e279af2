// Events between services: protobuf messages whose subject and ordering key stand in the contract, in CloudEvents' NATS binding.
package kit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	optionsv1 "github.com/meshmart/meshmart/gen/go/meshmart/options/v1"
)

// EncodedEvent is an event as the outbox keeps it and the broker carries it.
type EncodedEvent struct {
	ID      uuid.UUID // UUIDv7, the same in every redelivery
	Subject string    // `<domain>.<event>.<ordering key>`
	Headers []byte    // a JSON object of strings
	Payload []byte
}

// EncodeEvent makes a message that is marked as an event ready to be written to the outbox; happened is when it did.
func EncodeEvent(ctx context.Context, message proto.Message, happened time.Time) (EncodedEvent, error) {
	subject, err := subjectOf(message)
	if err != nil {
		return EncodedEvent{}, err
	}
	payload, err := proto.Marshal(message)
	if err != nil {
		return EncodedEvent{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return EncodedEvent{}, err
	}
	typeName := string(message.ProtoReflect().Descriptor().FullName())
	headers := map[string]string{
		"ce-specversion": "1.0",
		"ce-id":          id.String(),
		"ce-source":      "/" + meshNameOf(typeName),
		"ce-type":        typeName,
		"ce-time":        happened.UTC().Format(time.RFC3339Nano),
		"content-type":   "application/protobuf",
	}
	if trace, traced := TraceFrom(ctx); traced {
		headers[traceparentKey] = trace.String()
	}
	encoded, err := json.Marshal(headers)
	return EncodedEvent{id, subject, encoded, payload}, err
}

// subjectOf reads the message's option. A key that is no single token of a subject would be delivered to nobody, so it is refused.
func subjectOf(message proto.Message) (string, error) {
	option, err := eventOption(message)
	if err != nil {
		return "", err
	}
	reflected := message.ProtoReflect()
	field := reflected.Descriptor().Fields().ByName(protoreflect.Name(option.GetKey()))
	if field == nil {
		return "", fmt.Errorf("%s has no field %q to order by", reflected.Descriptor().FullName(), option.GetKey())
	}
	key := reflected.Get(field).String()
	if key == "" || strings.ContainsAny(key, ".*> \t\r\n") {
		return "", fmt.Errorf("%s cannot be ordered by %s = %q", reflected.Descriptor().FullName(), option.GetKey(), key)
	}
	return option.GetSubject() + "." + key, nil
}

func eventOption(message proto.Message) (*optionsv1.Event, error) {
	descriptor := message.ProtoReflect().Descriptor()
	option, _ := proto.GetExtension(descriptor.Options(), optionsv1.E_Event).(*optionsv1.Event)
	if option == nil {
		return nil, fmt.Errorf("%s is no event: give it the option meshmart.options.v1.event", descriptor.FullName())
	}
	return option, nil
}

// domainOf is the first token of a subject: "shipping" of "shipping.shipment_booked".
func domainOf(subject string) string {
	domain, _, _ := strings.Cut(subject, ".")
	return domain
}
