// A shipment's life: booked, dispatched, delivered; or called off before it left. Pure: no I/O, the time is an argument.
// Who may see it is in visibility.go.
package main

import (
	"encoding/base32"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/meshmart/meshmart/kit/go"
)

type state string

const (
	booked     state = "BOOKED"
	dispatched state = "DISPATCHED"
	delivered  state = "DELIVERED"
	cancelled  state = "CANCELLED"
)

// previous is the only state from which a carrier's scan leads to a state.
var previous = map[state]state{dispatched: booked, delivered: dispatched}

type address struct {
	Recipient   string   `json:"recipient"`
	Lines       []string `json:"lines"`
	City        string   `json:"city"`
	PostalCode  string   `json:"postalCode,omitempty"`
	CountryCode string   `json:"countryCode"`
	Phone       string   `json:"phone,omitempty"`
}

// descriptions tell people what has happened when a shipment comes into a state.
var descriptions = map[state]string{
	booked:     "The carrier took the parcel on",
	dispatched: "Left the warehouse in Incheon",
	delivered:  "Handed over to the recipient",
	cancelled:  "Called off",
}

// step is one state that a shipment came into.
type step struct {
	State       state     `json:"state"`
	Description string    `json:"description"`
	At          time.Time `json:"at"`
}

// shipment holds what callers see; a cancellation that came before the booking has nothing but its order and state.
type shipment struct {
	orderID           uuid.UUID
	customerID        uuid.UUID // uuid.Nil: nobody's
	state             state
	optionID          string
	trackingNumber    string
	estimatedDelivery time.Time
	changedAt         time.Time
	address           *address // nil where there is nothing to send
	steps             []step   // the oldest first
}

type booking struct {
	shipment
	weightGrams int32
}

func book(orderID, customerID uuid.UUID, optionID string, by service, to address, weightGrams int32, now time.Time) booking {
	return booking{
		shipment: shipment{
			orderID: orderID, customerID: customerID, state: booked, optionID: optionID, trackingNumber: trackingNumber(orderID),
			estimatedDelivery: now.AddDate(0, 0, int(by.maxDays)), changedAt: now, address: &to,
			steps: []step{{booked, descriptions[booked], now}},
		},
		weightGrams: weightGrams,
	}
}

// trackingNumber is made of the order's random half, so a repeated booking has the number of the first.
func trackingNumber(orderID uuid.UUID) string {
	return "MM" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(orderID[8:])
}

// repeated answers a booking for an order that has a shipment already.
func (s shipment) repeated() (shipment, error) {
	if s.state == cancelled {
		return s, s.refusal("SHIPMENT_CANCELLED", "The shipment of this order was cancelled; it cannot be booked any more.")
	}
	return s, nil
}

// calledOff answers a cancellation that found nothing to change.
func (s shipment) calledOff() (shipment, error) {
	if s.state != cancelled {
		return s, s.refusal("SHIPMENT_DISPATCHED", "The parcel has left the warehouse; it can only be returned.")
	}
	return s, nil
}

// scanned is the shipment after a carrier's scan; moved is false for a scan that was recorded before.
func (s shipment) scanned(to state, now time.Time) (after shipment, moved bool, err error) {
	if s.state == to {
		return s, false, nil
	}
	if s.state != previous[to] {
		return s, false, s.refusal("WRONG_SHIPMENT_STATE",
			fmt.Sprintf("A shipment that is %s cannot become %s.", s.state, to))
	}
	s.state, s.changedAt = to, now
	return s, true, nil
}

// isFinal tells that nothing more will happen to the shipment.
func (s shipment) isFinal() bool { return s.state == delivered || s.state == cancelled }

// since lists what a watcher has yet to be told who knows the shipment as it was before: how it stood after each step.
func (s shipment) since(before shipment) []shipment {
	if before.state == "" {
		return []shipment{s}
	}
	var news []shipment
	for n := len(before.steps) + 1; n <= len(s.steps); n++ {
		after := s
		after.steps, after.state = s.steps[:n], s.steps[n-1].State
		news = append(news, after)
	}
	return news
}

func (s shipment) refusal(reason, message string) error {
	return &kit.DomainError{
		Situation: kit.NotNow, Reason: reason, Message: message, Subject: "orderId", Value: s.orderID.String(),
	}
}

func noShipment(orderID uuid.UUID) error {
	return &kit.DomainError{
		Situation: kit.Missing, Reason: "SHIPMENT_NOT_FOUND",
		Message: "This order has no shipment.", Subject: "orderId", Value: orderID.String(),
	}
}
