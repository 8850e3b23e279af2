package kit_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func TestTextWithANULIsRefusedInWhateverFieldItIsTogetherWithWhatElseIsWrong(t *testing.T) {
	address, _ := serve(t, "127.0.0.1:0", nil)
	_, err := shippingv1.NewShippingServiceClient(kittest.Dial(t, "ordering", address)).BookShipment(t.Context(), &shippingv1.BookShipmentRequest{
		OrderId: uuid.NewString(), ShippingOptionId: "standard", WeightGrams: 0, Address: &shippingv1.Address{
			Recipient: "Kim\x00Minji", AddressLines: []string{"Teheran-ro 1", "\x00"}, City: "Seoul\\u0000", CountryCode: "KR",
		},
	})
	if status.Code(err) != codes.InvalidArgument || kit.ReasonOf(err) != "INVALID_REQUEST" {
		t.Errorf("the answer is %v", err)
	}
	fields := kittest.WrongFields(err)
	if slices.Sort(fields); !slices.Equal(fields, []string{"address.address_lines[1]", "address.recipient", "weight_grams"}) {
		t.Errorf("the fields are %v", fields)
	}
}

func TestANULIsFoundInMapsAndTreesAndNowhereElse(t *testing.T) {
	tree, err := structpb.NewValue(map[string]any{"a": []any{1, "x", "\x00"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, example := range []struct {
		message  proto.Message
		expected []string
	}{
		{&errdetails.ErrorInfo{Metadata: map[string]string{"k": "v", "a": "\x00"}}, []string{`metadata["a"]`}},
		{&errdetails.ErrorInfo{Metadata: map[string]string{"\x00": "v"}}, []string{`metadata["\x00"]`}},
		{tree, []string{`struct_value.fields["a"].list_value.values[2].string_value`}},
		{structpb.NewStringValue("0 \\0 \u2400"), nil},
		{&errdetails.DebugInfo{StackEntries: []string{"a", "b\x00"}, Detail: "\x00"}, []string{"detail", "stack_entries[1]"}},
	} {
		if found := kit.NULFields(example.message); !slices.Equal(found, example.expected) {
			t.Errorf("%v: %v", example.message, found)
		}
	}
}
