// The contract's handlers. What the contract can express (lengths, ranges, who may call) has been checked before they run.
package main

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
)

const (
	defaultPage        = 20
	defaultWeightGrams = 1000
	defaultCurrency    = "KRW"
)

type shippingService struct {
	shippingv1.UnimplementedShippingServiceServer
	tariff  tariff
	store   store
	changes changes
	now     func() time.Time
	changed func() // called after a commit that appended an event
}

func (s *shippingService) ListShippingOptions(_ context.Context, request *shippingv1.ListShippingOptionsRequest) (*shippingv1.ListShippingOptionsResponse, error) {
	start, err := pageStart(request.GetPageToken())
	if err != nil {
		return nil, err
	}
	asked := parcel{orElse(request.GetCountryCode(), homeCountry), orElse(request.GetWeightGrams(), defaultWeightGrams)}
	offers := s.tariff.offers(asked, orElse(request.GetCurrencyCode(), defaultCurrency))
	start = min(start, len(offers))
	end := min(start+int(orElse(request.GetPageSize(), defaultPage)), len(offers))
	response := &shippingv1.ListShippingOptionsResponse{}
	for _, offer := range offers[start:end] {
		response.ShippingOptions = append(response.ShippingOptions, optionMessage(offer))
	}
	if end < len(offers) {
		response.NextPageToken = strconv.Itoa(end)
	}
	return response, nil
}

func (s *shippingService) QuoteShipping(_ context.Context, request *shippingv1.QuoteShippingRequest) (*shippingv1.QuoteShippingResponse, error) {
	asked := parcel{request.GetCountryCode(), request.GetWeightGrams()}
	quoted, err := s.tariff.quote(request.GetShippingOptionId(), asked, request.GetCurrencyCode())
	if err != nil {
		return nil, err
	}
	return &shippingv1.QuoteShippingResponse{ShippingOption: optionMessage(quoted)}, nil
}

func (s *shippingService) BookShipment(ctx context.Context, request *shippingv1.BookShipmentRequest) (*shippingv1.BookShipmentResponse, error) {
	orderID, err := uuid.Parse(request.GetOrderId())
	if err != nil {
		return nil, err
	}
	asked := parcel{request.GetAddress().GetCountryCode(), request.GetWeightGrams()}
	by, err := s.tariff.forParcel(request.GetShippingOptionId(), asked)
	if err != nil {
		return nil, err
	}
	shipment, made, err := s.store.book(ctx, book(orderID, customerOf(request), request.GetShippingOptionId(), by,
		addressOf(request.GetAddress()), request.GetWeightGrams(), s.now()))
	if err == nil && made {
		s.changed()
	} else if err == nil {
		shipment, err = shipment.repeated()
	}
	if err != nil {
		return nil, err
	}
	return &shippingv1.BookShipmentResponse{Shipment: shipmentMessage(shipment)}, nil
}

func (s *shippingService) CancelShipment(ctx context.Context, request *shippingv1.CancelShipmentRequest) (*shippingv1.CancelShipmentResponse, error) {
	orderID, err := uuid.Parse(request.GetOrderId())
	if err != nil {
		return nil, err
	}
	shipment, made, err := s.store.cancel(ctx, orderID, s.now())
	if err == nil && made {
		s.changed()
	} else if err == nil {
		shipment, err = shipment.calledOff()
	}
	if err != nil {
		return nil, err
	}
	return &shippingv1.CancelShipmentResponse{Shipment: shipmentMessage(shipment)}, nil
}

func (s *shippingService) GetShipment(ctx context.Context, request *shippingv1.GetShipmentRequest) (*shippingv1.GetShipmentResponse, error) {
	shipment, err := s.visible(ctx, request.GetOrderId())
	if err != nil {
		return nil, err
	}
	return &shippingv1.GetShipmentResponse{Shipment: shipmentMessage(shipment)}, nil
}

// visible reads a shipment for whoever calls.
func (s *shippingService) visible(ctx context.Context, order string) (shipment, error) {
	customer, err := kit.CustomerOf(ctx)
	if err != nil {
		return shipment{}, err
	}
	orderID, err := uuid.Parse(order)
	if err != nil {
		return shipment{}, err
	}
	found, exists, err := s.store.find(ctx, orderID)
	if err != nil {
		return shipment{}, err
	}
	return found, mayRead(customer, orderID, found, exists)
}

func (s *shippingService) RecordCarrierScan(ctx context.Context, request *shippingv1.RecordCarrierScanRequest) (*shippingv1.RecordCarrierScanResponse, error) {
	orderID, err := uuid.Parse(request.GetOrderId())
	if err != nil {
		return nil, err
	}
	shipment, err := s.store.scan(ctx, orderID, stateOf(request.GetState()), s.now())
	if err != nil {
		return nil, err
	}
	s.changed()
	return &shippingv1.RecordCarrierScanResponse{Shipment: shipmentMessage(shipment)}, nil
}

// customerOf is uuid.Nil for a booking that names nobody; the contract lets nothing through that is no UUID.
func customerOf(request *shippingv1.BookShipmentRequest) uuid.UUID {
	customerID, err := uuid.Parse(request.GetCustomerId())
	if err != nil {
		return uuid.Nil
	}
	return customerID
}

// pageStart reads a token that ListShippingOptions gave out: the position of the page's first option.
func pageStart(token string) (int, error) {
	if token == "" {
		return 0, nil
	}
	start, err := strconv.Atoi(token)
	if err != nil || start < 0 {
		return 0, &kit.DomainError{
			Situation: kit.Invalid, Reason: "INVALID_PAGE_TOKEN",
			Message: "Pass the next_page_token of the previous answer, unchanged.", Subject: "field", Value: "page_token",
		}
	}
	return start, nil
}

func orElse[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}
