// Follows a shipment: its caller is told how it stands now and after each change, whichever instance makes the change. What wakes a
// stream is the change's own event, heard at the broker; a slow re-read finds what was not heard, and the database is what is believed.
package main

import (
	"time"

	"github.com/nats-io/nats.go"
	"google.golang.org/grpc"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
)

const (
	// rereadInterval is how late a change is told while the broker is away.
	rereadInterval = 5 * time.Second
	// listeningLimit is how long a stream waits for the broker to confirm that it hears of changes.
	listeningLimit = 500 * time.Millisecond
)

// WatchShipment ends after the shipment's last state, or when the process drains: the kit ends the stream's context then.
func (s *shippingService) WatchShipment(request *shippingv1.WatchShipmentRequest, stream grpc.ServerStreamingServer[shippingv1.WatchShipmentResponse]) error {
	ctx := stream.Context()
	found, err := s.visible(ctx, request.GetOrderId())
	if err != nil {
		return err // Before anything is subscribed for somebody who may not see it.
	}
	changed, stop := s.changes.of(found.orderID.String())
	defer stop()
	reread := time.NewTicker(rereadInterval)
	defer reread.Stop()
	var told shipment
	for {
		current, err := s.visible(ctx, request.GetOrderId())
		if err != nil && !kit.IsTransient(err) {
			return err
		} else if err == nil {
			for _, news := range current.since(told) {
				if err := stream.Send(&shippingv1.WatchShipmentResponse{Shipment: shipmentMessage(news)}); err != nil {
					return err
				}
			}
			if told = current; told.isFinal() {
				return nil
			}
		}
		select {
		case <-changed:
		case <-reread.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// changes are heard of as the relay publishes their events.
type changes struct{ broker *nats.Conn }

// of signals after an order's changes, until stop. A signal that waits stands for all that follow it.
func (c changes) of(orderID string) (changed <-chan struct{}, stop func()) {
	signals := make(chan struct{}, 1)
	subscription, err := c.broker.Subscribe("shipping.*."+orderID, func(*nats.Msg) {
		select {
		case signals <- struct{}{}:
		default: // Its reader will see this change too.
		}
	})
	if err != nil { // The connection is closed: the re-read remains.
		return signals, func() {}
	}
	if c.broker.IsConnected() {
		_ = c.broker.FlushTimeout(listeningLimit) // A broker that goes away meanwhile is told when it is back; until then the re-read remains.
	}
	return signals, func() { _ = subscription.Unsubscribe() } // A connection that is gone has ended it already.
}
