package main

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
)

const (
	stateBooked     = shippingv1.Shipment_STATE_BOOKED
	stateDispatched = shippingv1.Shipment_STATE_DISPATCHED
	stateDelivered  = shippingv1.Shipment_STATE_DELIVERED
	stateCancelled  = shippingv1.Shipment_STATE_CANCELLED
)

type watching = grpc.ServerStreamingClient[shippingv1.WatchShipmentResponse]

func watch(t *testing.T, client shippingv1.ShippingServiceClient, orderID string) watching {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	stream, err := client.WatchShipment(ctx, &shippingv1.WatchShipmentRequest{OrderId: orderID})
	if err != nil {
		t.Fatal(err)
	}
	return stream
}

// next checks what the stream tells next, and that its tracking events are the states up to it.
func next(t *testing.T, stream watching, states ...shippingv1.Shipment_State) {
	t.Helper()
	message, err := stream.Recv()
	if err != nil {
		t.Fatal(err)
	}
	shipment := message.GetShipment()
	if shipment.GetState() != states[len(states)-1] || !slices.Equal(statesOf(shipment), states) {
		t.Fatalf("the stream tells %v", shipment)
	}
}

func statesOf(shipment *shippingv1.Shipment) (states []shippingv1.Shipment_State) {
	last := time.Time{}
	for _, event := range shipment.GetTrackingEvents() {
		if at := event.GetOccurTime().AsTime(); event.GetDescription() != "" && !at.Before(last) {
			states, last = append(states, event.GetState()), at
		}
	}
	return states
}

func TestAShipmentIsTheCustomersOwnAndStaffSeesAll(t *testing.T) {
	shipping := start(t)
	owner := uuid.NewString()
	order, nobodys := shipping.bookedBy(t, owner), shipping.bookedBy(t, "")
	read := func(client shippingv1.ShippingServiceClient, orderID string) error {
		_, err := client.GetShipment(t.Context(), &shippingv1.GetShipmentRequest{OrderId: orderID})
		_, watchErr := watch(t, client, orderID).Recv()
		if kit.ReasonOf(err) != kit.ReasonOf(watchErr) {
			t.Errorf("GetShipment says %v, WatchShipment %v", err, watchErr)
		}
		return err
	}
	customer, staff := shipping.as(t, owner, kit.RoleCustomer), shipping.as(t, uuid.NewString(), kit.RoleStaff)
	for _, client := range []shippingv1.ShippingServiceClient{customer, staff} {
		told, err := client.GetShipment(t.Context(), &shippingv1.GetShipmentRequest{OrderId: order})
		if !proto.Equal(told.GetShipment().GetAddress(), bookingOf(order).GetAddress()) {
			t.Errorf("the shipment goes to %v (%v)", told.GetShipment().GetAddress(), err)
		}
		if err := read(client, order); err != nil {
			t.Error(err)
		}
	}
	if err := read(staff, nobodys); err != nil {
		t.Error(err)
	}
	missing := newOrder(t)
	refusedWith(t, read(staff, missing), codes.NotFound, "SHIPMENT_NOT_FOUND")
	var messages []string
	for _, hidden := range []string{nobodys, missing} {
		err := read(customer, hidden)
		refusedWith(t, err, codes.PermissionDenied, "SHIPMENT_NOT_YOURS")
		messages = append(messages, err.Error())
	}
	if messages[0] != messages[1] {
		t.Errorf("a refusal tells whether there is a shipment: %q", messages)
	}
	for _, stranger := range []string{uuid.NewString(), uuid.Nil.String(), "no-uuid"} {
		client := shipping.as(t, stranger, kit.RoleCustomer)
		for _, hidden := range []string{order, nobodys, missing} {
			refusedWith(t, read(client, hidden), codes.PermissionDenied, "SHIPMENT_NOT_YOURS")
		}
	}
	refusedWith(t, read(shipping, order), codes.Unauthenticated, "SIGN_IN_REQUIRED")
}

func TestAWatcherIsToldEachChangeAlsoOfAnotherInstanceUntilTheLast(t *testing.T) {
	here := start(t)
	elsewhere := here.another(t)
	owner := uuid.NewString()
	order := here.bookedBy(t, owner)
	stream := watch(t, here.as(t, owner, kit.RoleCustomer), order)
	next(t, stream, stateBooked)
	begun := time.Now()
	elsewhere.scan(t, order, stateDispatched)
	next(t, stream, stateBooked, stateDispatched)
	elsewhere.scan(t, order, stateDelivered)
	next(t, stream, stateBooked, stateDispatched, stateDelivered)
	if took := time.Since(begun); took > rereadInterval/2 {
		t.Errorf("it took %v: the changes were not heard of", took)
	}
	ended(t, stream)
	late := watch(t, elsewhere.as(t, owner, kit.RoleCustomer), order)
	next(t, late, stateBooked, stateDispatched, stateDelivered)
	ended(t, late)
}

// ended checks that the stream has no more to tell.
func ended(t *testing.T, stream watching) {
	t.Helper()
	if message, err := stream.Recv(); err == nil || err.Error() != "EOF" {
		t.Errorf("the stream goes on with %v, %v", message, err)
	}
}

func TestACancellationIsTheLastThatAWatcherIsTold(t *testing.T) {
	shipping := start(t)
	order := shipping.bookedBy(t, uuid.NewString())
	stream := watch(t, shipping.as(t, uuid.NewString(), kit.RoleStaff), order)
	next(t, stream, stateBooked)
	if _, err := shipping.CancelShipment(t.Context(), &shippingv1.CancelShipmentRequest{OrderId: order}); err != nil {
		t.Fatal(err)
	}
	next(t, stream, stateBooked, stateCancelled)
	ended(t, stream)
}

func TestAWatcherIsToldOfChangesWhileTheBrokerIsAwayAndMissesNoneOfThem(t *testing.T) {
	shipping := start(t)
	owner := uuid.NewString()
	order := shipping.bookedBy(t, owner)
	stream := watch(t, shipping.as(t, owner, kit.RoleCustomer), order)
	next(t, stream, stateBooked)
	shipping.nats.Stop()
	shipping.scan(t, order, stateDispatched)
	shipping.scan(t, order, stateDelivered)
	next(t, stream, stateBooked, stateDispatched)
	next(t, stream, stateBooked, stateDispatched, stateDelivered)
	ended(t, stream)
	shipping.nats.Start()
}

func TestADrainEndsWatchersAtOnceAndTheyGoOnElsewhere(t *testing.T) {
	leaving := start(t)
	staying := leaving.another(t)
	owner := uuid.NewString()
	order := leaving.bookedBy(t, owner)
	stream := watch(t, leaving.as(t, owner, kit.RoleCustomer), order)
	next(t, stream, stateBooked)
	begun := time.Now()
	leaving.stop()
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("the drain took %v", took)
	}
	_, err := stream.Recv()
	refusedWith(t, err, codes.Unavailable, "INSTANCE_LEAVING")
	next(t, watch(t, staying.as(t, owner, kit.RoleCustomer), order), stateBooked)
}
