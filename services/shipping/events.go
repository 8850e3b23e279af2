// What shipping publishes: one event for each change of a shipment's state, ordered by its order.
package main

import (
	"context"
	"fmt"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
)

// eventOf tells that the shipment has just come into its state.
func eventOf(ctx context.Context, s shipment) (kit.EncodedEvent, error) {
	orderID := s.orderID.String()
	var event proto.Message
	switch s.state {
	case booked:
		event = &shippingv1.ShipmentBooked{
			OrderId: orderID, ShippingOptionId: s.optionID, TrackingNumber: s.trackingNumber,
			EstimatedDeliveryTime: timestamppb.New(s.estimatedDelivery),
		}
	case dispatched:
		event = &shippingv1.ShipmentDispatched{
			OrderId: orderID, TrackingNumber: s.trackingNumber, DispatchTime: timestamppb.New(s.changedAt),
		}
	case delivered:
		event = &shippingv1.ShipmentDelivered{OrderId: orderID, DeliveryTime: timestamppb.New(s.changedAt)}
	case cancelled:
		event = &shippingv1.ShipmentCancelled{OrderId: orderID}
	default:
		return kit.EncodedEvent{}, fmt.Errorf("no event tells of the state %q", s.state)
	}
	return kit.EncodeEvent(ctx, event, s.changedAt)
}
