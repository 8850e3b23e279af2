// Between the domain's values and the contract's messages.
package main

import (
	"google.golang.org/genproto/googleapis/type/money"
	"google.golang.org/protobuf/types/known/timestamppb"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
)

// minorPerUnit is how many minor units make one unit: a won has none, a dollar a hundred cents.
var minorPerUnit = map[string]int64{"KRW": 1, "USD": 100}

const nanosPerUnit = 1_000_000_000

func moneyOf(currency string, minor int64) *money.Money {
	perUnit := minorPerUnit[currency]
	return &money.Money{
		CurrencyCode: currency, Units: minor / perUnit, Nanos: int32(minor % perUnit * (nanosPerUnit / perUnit)),
	}
}

func optionMessage(q quote) *shippingv1.ShippingOption {
	return &shippingv1.ShippingOption{
		ShippingOptionId: q.option.id, Title: q.option.title, Price: moneyOf(q.currency, q.minor),
		MinDays: q.service.minDays, MaxDays: q.service.maxDays,
	}
}

func shipmentMessage(s shipment) *shippingv1.Shipment {
	message := &shippingv1.Shipment{
		OrderId: s.orderID.String(), State: stateMessages[s.state], ShippingOptionId: s.optionID, TrackingNumber: s.trackingNumber,
	}
	if !s.estimatedDelivery.IsZero() {
		message.EstimatedDeliveryTime = timestamppb.New(s.estimatedDelivery)
	}
	if s.address != nil {
		message.Address = addressMessage(*s.address)
	}
	for _, step := range s.steps {
		message.TrackingEvents = append(message.TrackingEvents, &shippingv1.TrackingEvent{
			State: stateMessages[step.State], Description: step.Description, OccurTime: timestamppb.New(step.At),
		})
	}
	return message
}

func addressOf(message *shippingv1.Address) address {
	return address{
		Recipient: message.GetRecipient(), Lines: message.GetAddressLines(), City: message.GetCity(),
		PostalCode: message.GetPostalCode(), CountryCode: message.GetCountryCode(), Phone: message.GetPhone(),
	}
}

func addressMessage(a address) *shippingv1.Address {
	return &shippingv1.Address{
		Recipient: a.Recipient, AddressLines: a.Lines, City: a.City, PostalCode: a.PostalCode, CountryCode: a.CountryCode, Phone: a.Phone,
	}
}

var stateMessages = map[state]shippingv1.Shipment_State{
	booked:     shippingv1.Shipment_STATE_BOOKED,
	dispatched: shippingv1.Shipment_STATE_DISPATCHED,
	delivered:  shippingv1.Shipment_STATE_DELIVERED,
	cancelled:  shippingv1.Shipment_STATE_CANCELLED,
}

// stateOf is the state that a scan names; the contract lets no others through.
func stateOf(message shippingv1.Shipment_State) state {
	if message == shippingv1.Shipment_STATE_DELIVERED {
		return delivered
	}
	return dispatched
}
