package main

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func TestAHundredBookingsOfOneOrderMakeOneShipmentAndOneEvent(t *testing.T) {
	shipping := start(t)
	order := newOrder(t)
	var all sync.WaitGroup
	numbers := make([]string, 100)
	for i := range numbers {
		all.Go(func() {
			response, err := shipping.BookShipment(t.Context(), bookingOf(order))
			if err != nil {
				t.Error(err)
				return
			}
			numbers[i] = response.GetShipment().GetTrackingNumber()
		})
	}
	all.Wait()
	if slices.Sort(numbers); numbers[0] == "" || numbers[0] != numbers[99] {
		t.Errorf("tracking numbers from %q to %q", numbers[0], numbers[99])
	}
	if told := shipping.events(t, order); !slices.Equal(told, []string{"shipment_booked"}) {
		t.Errorf("the events are %v", told)
	}
}

func TestACancellationThatComesBeforeTheBookingRefusesItForEver(t *testing.T) {
	shipping := start(t)
	order := newOrder(t)
	for range 2 {
		response, err := shipping.CancelShipment(t.Context(), &shippingv1.CancelShipmentRequest{OrderId: order})
		if err != nil || response.GetShipment().GetState() != shippingv1.Shipment_STATE_CANCELLED {
			t.Fatalf("the answer is %v, %v", response, err)
		}
	}
	_, err := shipping.BookShipment(t.Context(), bookingOf(order))
	refusedWith(t, err, codes.FailedPrecondition, "SHIPMENT_CANCELLED")
	if told := shipping.events(t, order); len(told) != 0 {
		t.Errorf("nothing was called off, yet there are %v", told)
	}
}

func TestWhenBookingAndCancellationRaceTheShipmentEndsCancelled(t *testing.T) {
	shipping := start(t)
	staff := shipping.as(t, uuid.NewString(), kit.RoleStaff)
	var all sync.WaitGroup
	for range 50 {
		order := newOrder(t)
		all.Go(func() {
			var both sync.WaitGroup
			both.Go(func() { _, _ = shipping.BookShipment(t.Context(), bookingOf(order)) })
			both.Go(func() {
				if _, err := shipping.CancelShipment(t.Context(), &shippingv1.CancelShipmentRequest{OrderId: order}); err != nil {
					t.Error(err)
				}
			})
			both.Wait()
			response, err := staff.GetShipment(t.Context(), &shippingv1.GetShipmentRequest{OrderId: order})
			if err != nil || response.GetShipment().GetState() != shippingv1.Shipment_STATE_CANCELLED {
				t.Errorf("it is %v, %v", response, err)
			}
			if told := shipping.events(t, order); len(told) != 0 && !slices.Equal(told, []string{"shipment_booked", "shipment_cancelled"}) {
				t.Errorf("the events are %v", told)
			}
		})
	}
	all.Wait()
}

func TestAParcelTravelsOneStepAtATimeAndIsNotCalledOffOnTheWay(t *testing.T) {
	shipping := start(t)
	order := newOrder(t)
	scan := func(state shippingv1.Shipment_State) error {
		_, err := shipping.RecordCarrierScan(t.Context(), &shippingv1.RecordCarrierScanRequest{OrderId: order, State: state})
		return err
	}
	refusedWith(t, scan(shippingv1.Shipment_STATE_DISPATCHED), codes.NotFound, "SHIPMENT_NOT_FOUND")
	if _, err := shipping.BookShipment(t.Context(), bookingOf(order)); err != nil {
		t.Fatal(err)
	}
	refusedWith(t, scan(shippingv1.Shipment_STATE_DELIVERED), codes.FailedPrecondition, "WRONG_SHIPMENT_STATE")
	for _, state := range []shippingv1.Shipment_State{2, 2, 3, 3} {
		if err := scan(state); err != nil {
			t.Fatal(err)
		}
	}
	_, err := shipping.CancelShipment(t.Context(), &shippingv1.CancelShipmentRequest{OrderId: order})
	refusedWith(t, err, codes.FailedPrecondition, "SHIPMENT_DISPATCHED")
	if told := shipping.events(t, order); !slices.Equal(told, []string{"shipment_booked", "shipment_dispatched", "shipment_delivered"}) {
		t.Errorf("the events are %v", told)
	}
}

func TestEventsReachTheBrokerInOrderAlsoThoseCommittedWhileItWasAway(t *testing.T) {
	shipping := start(t)
	order := newOrder(t)
	if _, err := shipping.BookShipment(t.Context(), bookingOf(order)); err != nil {
		t.Fatal(err)
	}
	shipping.nats.Stop()
	if _, err := shipping.CancelShipment(t.Context(), &shippingv1.CancelShipmentRequest{OrderId: order}); err != nil {
		t.Fatalf("a broker that is away must not fail a call: %v", err)
	}
	shipping.nats.Start()
	booked, called := new(shippingv1.ShipmentBooked), new(shippingv1.ShipmentCancelled)
	messages := kittest.Events(t, shipping.nats.URL(), "SHIPPING", 2, 15*time.Second)
	kittest.Decode(t, messages[0], booked)
	kittest.Decode(t, messages[1], called)
	if booked.GetOrderId() != order || booked.GetTrackingNumber() == "" || called.GetOrderId() != order {
		t.Errorf("the events are %v and %v", booked, called)
	}
	header := messages[0].Header
	if messages[0].Subject != "shipping.shipment_booked."+order || header.Get("ce-type") != "meshmart.shipping.v1.ShipmentBooked" ||
		header.Get("ce-source") != "/shipping" || header.Get("Nats-Msg-Id") != header.Get("ce-id") || header.Get("traceparent") == "" {
		t.Errorf("the first message is %s with %v", messages[0].Subject, header)
	}
}

func TestOptionsArePagedAndPricedInEitherCurrency(t *testing.T) {
	shipping := start(t)
	var seen []string
	for token, first := "", true; first || token != ""; first = false {
		page, err := shipping.ListShippingOptions(t.Context(), &shippingv1.ListShippingOptionsRequest{PageSize: 2, PageToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, option := range page.GetShippingOptions() {
			seen = append(seen, option.GetShippingOptionId())
		}
		token = page.GetNextPageToken()
	}
	if !slices.Equal(seen, []string{"economy", "standard", "express", "freight"}) {
		t.Errorf("the options at home are %v", seen)
	}
	quoted, err := shipping.QuoteShipping(t.Context(), &shippingv1.QuoteShippingRequest{
		ShippingOptionId: "international", CountryCode: "FR", WeightGrams: 2500, CurrencyCode: "USD",
	})
	if price := quoted.GetShippingOption().GetPrice(); err != nil || price.GetUnits() != 34 || price.GetNanos() != 0 {
		t.Errorf("2.5 kg to France cost %v, %v", price, err)
	}
	_, err = shipping.ListShippingOptions(t.Context(), &shippingv1.ListShippingOptionsRequest{PageToken: "x"})
	refusedWith(t, err, codes.InvalidArgument, "INVALID_PAGE_TOKEN")
}

func TestTheContractIsEnforced(t *testing.T) {
	shipping := start(t)
	wrong := bookingOf("not-a-uuid")
	wrong.Address.CountryCode = "Korea"
	_, err := shipping.BookShipment(t.Context(), wrong)
	refusedWith(t, err, codes.InvalidArgument, "INVALID_REQUEST")
	if fields := kittest.WrongFields(err); !slices.Equal(fields, []string{"order_id", "address.country_code"}) {
		t.Errorf("the fields are %v", fields)
	}
	stranger := shippingv1.NewShippingServiceClient(kittest.Dial(t, "reviews", shipping.address))
	_, err = stranger.BookShipment(t.Context(), bookingOf(newOrder(t)))
	refusedWith(t, err, codes.PermissionDenied, "CALLER_NOT_ALLOWED")
	if _, err := stranger.ListShippingOptions(t.Context(), &shippingv1.ListShippingOptionsRequest{}); err != nil {
		t.Errorf("a public method refused: %v", err)
	}
}
