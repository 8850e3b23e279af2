// Finds NUL characters in text: valid UTF-8, yet PostgreSQL stores none, so every text field of every message refuses them.
package kit

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// nulFields lists the fields of the message, and of those within it, that hold a NUL, by name.
func nulFields(message proto.Message) []*errdetails.BadRequest_FieldViolation {
	var found []*errdetails.BadRequest_FieldViolation
	searchMessage(message.ProtoReflect(), "", func(path string) {
		found = append(found, &errdetails.BadRequest_FieldViolation{Field: path, Description: "must not contain the NUL character"})
	})
	slices.SortFunc(found, func(a, b *errdetails.BadRequest_FieldViolation) int {
		return strings.Compare(a.GetField(), b.GetField())
	})
	return found
}

func searchMessage(message protoreflect.Message, prefix string, report func(path string)) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		path := prefix + string(field.Name())
		switch {
		case field.IsMap():
			value.Map().Range(func(key protoreflect.MapKey, value protoreflect.Value) bool {
				entry := fmt.Sprintf("%s[%q]", path, key.String())
				searchValue(field.MapKey(), key.Value(), entry, report)
				searchValue(field.MapValue(), value, entry, report)
				return true
			})
		case field.IsList():
			for i := range value.List().Len() {
				searchValue(field, value.List().Get(i), fmt.Sprintf("%s[%d]", path, i), report)
			}
		default:
			searchValue(field, value, path, report)
		}
		return true
	})
}

func searchValue(field protoreflect.FieldDescriptor, value protoreflect.Value, path string, report func(path string)) {
	switch field.Kind() {
	case protoreflect.StringKind:
		if strings.IndexByte(value.String(), 0) >= 0 {
			report(path)
		}
	case protoreflect.MessageKind, protoreflect.GroupKind:
		searchMessage(value.Message(), path+".", report)
	}
}
