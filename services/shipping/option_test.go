package main

import (
	"errors"
	"slices"
	"testing"

	"github.com/meshmart/meshmart/kit/go"
)

var shop = options{
	"standard": {id: "standard", zone: domestic, maxWeightGrams: 30_000, rates: map[string]rate{"KRW": {3000, 500}, "USD": {250, 40}}},
	"express":  {id: "express", zone: domestic, maxWeightGrams: 20_000, rates: map[string]rate{"KRW": {5000, 1000}}},
	"air":      {id: "air", zone: abroad, maxWeightGrams: 30_000, rates: map[string]rate{"KRW": {25000, 9000}}},
}

func TestAKilogramIsChargedWhenItHasBegun(t *testing.T) {
	for _, example := range []struct {
		grams int32
		minor int64
	}{{1, 3000}, {1000, 3000}, {1001, 3500}, {2000, 3500}, {30_000, 17_500}} {
		quoted, err := shop.quote("standard", parcel{"KR", example.grams}, "KRW")
		if err != nil || quoted.minor != example.minor {
			t.Errorf("%d g cost %d (%v), not %d", example.grams, quoted.minor, err, example.minor)
		}
	}
}

func TestOffersAreWhatCanTakeTheParcelCheapestFirst(t *testing.T) {
	for _, example := range []struct {
		parcel   parcel
		currency string
		expected []string
	}{
		{parcel{"KR", 1000}, "KRW", []string{"standard", "express"}},
		{parcel{"KR", 25_000}, "KRW", []string{"standard"}},
		{parcel{"KR", 1000}, "USD", []string{"standard"}},
		{parcel{"FR", 1000}, "KRW", []string{"air"}},
		{parcel{"KR", 99_000}, "KRW", nil},
	} {
		var ids []string
		for _, offer := range shop.offers(example.parcel, example.currency) {
			ids = append(ids, offer.option.id)
		}
		if !slices.Equal(ids, example.expected) {
			t.Errorf("%v in %s is offered %v, not %v", example.parcel, example.currency, ids, example.expected)
		}
	}
}

func TestAnOptionThatCannotTakeTheParcelSaysSo(t *testing.T) {
	for _, example := range []struct {
		id       string
		parcel   parcel
		currency string
		reason   string
	}{
		{"pigeon", parcel{"KR", 1}, "KRW", "SHIPPING_OPTION_NOT_FOUND"},
		{"air", parcel{"KR", 1}, "KRW", "SHIPPING_OPTION_UNAVAILABLE"},
		{"express", parcel{"KR", 20_001}, "KRW", "SHIPPING_OPTION_UNAVAILABLE"},
		{"express", parcel{"KR", 1}, "USD", "SHIPPING_OPTION_UNAVAILABLE"},
	} {
		_, err := shop.quote(example.id, example.parcel, example.currency)
		var refused *kit.DomainError
		if !errors.As(err, &refused) || refused.Reason != example.reason {
			t.Errorf("%+v is answered with %v", example, err)
		}
	}
}

func TestAmountsKeepTheirCents(t *testing.T) {
	if price := moneyOf("USD", 1234); price.GetUnits() != 12 || price.GetNanos() != 340_000_000 {
		t.Errorf("1234 cents are %v", price)
	}
	if price := moneyOf("KRW", 3500); price.GetUnits() != 3500 || price.GetNanos() != 0 {
		t.Errorf("3500 won are %v", price)
	}
}
