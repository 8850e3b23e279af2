package main

import (
	"errors"
	"slices"
	"testing"

	"github.com/meshmart/meshmart/kit/go"
)

const domestic, eastAsia zone = "DOMESTIC", "EAST_ASIA"

var shop = tariff{
	zones: map[string]zone{"KR": domestic, "JP": eastAsia},
	options: map[string]option{
		"standard": {id: "standard", services: map[zone]service{domestic: {maxWeightGrams: 30_000, minDays: 2, maxDays: 3, bands: map[string][]band{
			"KRW": {{1000, 3000, 1000, 0}, {30_000, 3000, 1000, 500}}, "USD": {{30_000, 250, 1000, 40}},
		}}}},
		"express": {id: "express", services: map[zone]service{domestic: {maxWeightGrams: 20_000, bands: map[string][]band{
			"KRW": {{20_000, 5000, 1000, 1000}},
		}}}},
		"air": {id: "air", services: map[zone]service{
			eastAsia: {maxWeightGrams: 30_000, minDays: 2, maxDays: 4, bands: map[string][]band{
				"KRW": {{250, 4000, 1, 0}, {500, 6000, 1, 0}, {30_000, 6000, 500, 1500}},
			}},
			elsewhere: {maxWeightGrams: 2000, minDays: 7, maxDays: 14, bands: map[string][]band{"KRW": {{2000, 25_000, 1, 0}}}},
		}},
	},
}

func TestAParcelHasThePriceOfItsBandAndOfTheStepsThatItHasBegun(t *testing.T) {
	for _, example := range []struct {
		id      string
		country string
		grams   int32
		minor   int64
	}{
		{"standard", "KR", 1, 3000}, {"standard", "KR", 1000, 3000}, {"standard", "KR", 1001, 3500}, {"standard", "KR", 2000, 3500},
		{"standard", "KR", 30_000, 17_500},
		{"air", "JP", 250, 4000}, {"air", "JP", 251, 6000}, {"air", "JP", 500, 6000}, {"air", "JP", 501, 7500}, {"air", "JP", 1001, 9000},
		{"air", "FR", 2000, 25_000}, {"air", "XX", 1, 25_000},
	} {
		quoted, err := shop.quote(example.id, parcel{example.country, example.grams}, "KRW")
		if err != nil || quoted.minor != example.minor {
			t.Errorf("%d g to %s cost %d (%v), not %d", example.grams, example.country, quoted.minor, err, example.minor)
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
		{parcel{"JP", 3000}, "KRW", []string{"air"}},
		{parcel{"FR", 1000}, "KRW", []string{"air"}},
		{parcel{"FR", 3000}, "KRW", nil},
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

func TestTheDaysAreThoseOfTheZone(t *testing.T) {
	for country, days := range map[string][2]int32{"JP": {2, 4}, "FR": {7, 14}} {
		found, err := shop.forParcel("air", parcel{country, 100})
		if err != nil || found.minDays != days[0] || found.maxDays != days[1] {
			t.Errorf("to %s it takes %d to %d days (%v)", country, found.minDays, found.maxDays, err)
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
