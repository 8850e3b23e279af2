// Who may see a shipment: the customer whose order it is, and the shop's staff. Permission comes before existence, so that nobody
// learns from a refusal whether an order has a shipment.
package main

import (
	"github.com/google/uuid"

	"github.com/meshmart/meshmart/kit/go"
)

func mayRead(customer kit.SignedIn, orderID uuid.UUID, found shipment, exists bool) error {
	if customer.Role == kit.RoleStaff {
		if !exists {
			return noShipment(orderID)
		}
		return nil
	}
	if id, err := uuid.Parse(customer.CustomerID); err == nil && exists && id != uuid.Nil && id == found.customerID {
		return nil
	}
	return &kit.DomainError{
		Situation: kit.Forbidden, Reason: "SHIPMENT_NOT_YOURS",
		Message: "None of your orders has this shipment.", Subject: "orderId", Value: orderID.String(),
	}
}
