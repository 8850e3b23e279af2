package main

import (
	"cmp"
	"slices"
	"testing"

	shippingv1 "github.com/meshmart/meshmart/gen/go/meshmart/shipping/v1"
	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

// published is the tariff that the migrations make.
func published(t *testing.T) tariff {
	url := kittest.Database(t)
	own := kit.Module{Name: "shipping", Files: migrations, Folder: "migrations"}
	if _, err := kit.Migrate(t.Context(), url, kit.EventTables, own); err != nil {
		t.Fatal(err)
	}
	pool, err := kit.OpenDatabase(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	read, err := readTariff(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestThePublishedPricesGrowWithTheWeightAndCoverEveryWeightInBothCurrencies(t *testing.T) {
	all := published(t)
	services := 0
	for _, option := range all.options {
		for zone, service := range option.services {
			services++
			for _, currency := range []string{"KRW", "USD"} {
				var last int64
				for grams := int32(1); grams <= service.maxWeightGrams; grams += 249 {
					minor, priced := service.price(grams, currency)
					if !priced || minor < last || minor == 0 {
						t.Fatalf("%s to %s: %d g cost %d %s after %d", option.id, zone, grams, minor, currency, last)
					}
					last = minor
				}
				if _, priced := service.price(service.maxWeightGrams, currency); !priced {
					t.Errorf("%s to %s has no price in %s for its heaviest parcel", option.id, zone, currency)
				}
			}
		}
	}
	if services != 23 {
		t.Errorf("%d services are published", services)
	}
}

func TestThePublishedTariffServesTheWorldByZone(t *testing.T) {
	all := published(t)
	for _, example := range []struct {
		parcel   parcel
		expected []string
	}{
		{parcel{"KR", 1000}, []string{"economy", "standard", "express", "freight"}},
		{parcel{"KR", 50_000}, []string{"freight"}},
		{parcel{"JP", 1000}, []string{"international-economy", "international", "international-express", "freight"}},
		{parcel{"US", 25_000}, []string{"freight", "international"}},
		{parcel{"BR", 1000}, []string{"international-economy", "international", "international-express"}},
		{parcel{"BR", 50_000}, nil},
	} {
		var ids []string
		for _, offer := range all.offers(example.parcel, "USD") {
			ids = append(ids, offer.option.id)
		}
		if !slices.Equal(ids, example.expected) {
			t.Errorf("%v is offered %v, not %v", example.parcel, ids, example.expected)
		}
	}
}

func TestWhoPaysMoreWaitsNoLonger(t *testing.T) {
	all := published(t)
	for _, country := range []string{"KR", "JP", "VN", "US", "FR", "BR"} {
		offers := all.offers(parcel{country, 500}, "KRW")
		offers = slices.DeleteFunc(offers, func(q quote) bool { return q.option.id == "freight" }) // For what is heavy.
		if !slices.IsSortedFunc(offers, func(a, b quote) int { return cmp.Compare(b.service.maxDays, a.service.maxDays) }) {
			t.Errorf("to %s: %v", country, offers)
		}
	}
}

func TestThePricesOfBeforeStillHold(t *testing.T) {
	all := published(t)
	for _, example := range []struct {
		id       string
		parcel   parcel
		currency string
		minor    int64
	}{
		{"standard", parcel{"KR", 1500}, "KRW", 3500}, {"standard", parcel{"KR", 30_000}, "KRW", 17_500}, {"standard", parcel{"KR", 2001}, "USD", 330},
		{"express", parcel{"KR", 2500}, "KRW", 7000}, {"express", parcel{"KR", 1}, "USD", 400},
		{"freight", parcel{"KR", 100_000}, "KRW", 59_700}, {"freight", parcel{"KR", 1}, "KRW", 30_000}, {"freight", parcel{"KR", 2000}, "USD", 2425},
		{"international", parcel{"FR", 2500}, "USD", 3400}, {"international", parcel{"US", 1001}, "KRW", 34_000},
		{"international-express", parcel{"FR", 2000}, "KRW", 57_000}, {"international-express", parcel{"DE", 1}, "USD", 3300},
	} {
		if quoted, err := all.quote(example.id, example.parcel, example.currency); err != nil || quoted.minor != example.minor {
			t.Errorf("%+v costs %d (%v)", example, quoted.minor, err)
		}
	}
}

func TestAnArrivalIsEstimatedByTheZone(t *testing.T) {
	shipping := start(t)
	quoted, err := shipping.QuoteShipping(t.Context(), &shippingv1.QuoteShippingRequest{
		ShippingOptionId: "international", CountryCode: "JP", WeightGrams: 800, CurrencyCode: "KRW",
	})
	if option := quoted.GetShippingOption(); err != nil || option.GetMinDays() != 4 || option.GetMaxDays() != 8 || option.GetPrice().GetUnits() != 17_000 {
		t.Errorf("it is %v, %v", option, err)
	}
	request := bookingOf(newOrder(t))
	request.ShippingOptionId, request.Address.CountryCode = "international", "JP"
	booking, err := shipping.BookShipment(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	booked := booking.GetShipment().GetTrackingEvents()[0].GetOccurTime().AsTime()
	if days := booking.GetShipment().GetEstimatedDeliveryTime().AsTime().Sub(booked).Hours() / 24; days < 7.9 || days > 8.1 {
		t.Errorf("it should arrive after %v days", days)
	}
}
