// The ways to send a parcel, and what they cost. Pure: no I/O, no clock. Amounts are integers in the currency's minor unit.
package main

import (
	"cmp"
	"slices"

	"github.com/meshmart/meshmart/kit/go"
)

// homeCountry is where the warehouses are; everything else is abroad.
const homeCountry = "KR"

type zone string

const (
	domestic zone = "DOMESTIC"
	abroad   zone = "ABROAD"
)

type rate struct {
	base        int64
	perKilogram int64 // for each one begun after the first
}

type option struct {
	id             string
	title          string
	zone           zone
	maxWeightGrams int32
	minDays        int32
	maxDays        int32
	rates          map[string]rate // by ISO 4217 code
}

// parcel is what a price is asked for.
type parcel struct {
	country     string
	weightGrams int32
}

type quote struct {
	option   option
	currency string
	minor    int64
}

func zoneOf(country string) zone {
	if country == homeCountry {
		return domestic
	}
	return abroad
}

// carries tells whether the option can take the parcel at all.
func (o option) carries(p parcel) bool {
	return o.zone == zoneOf(p.country) && p.weightGrams <= o.maxWeightGrams
}

func (o option) price(p parcel, currency string) (quote, bool) {
	rate, priced := o.rates[currency]
	if !priced || !o.carries(p) {
		return quote{}, false
	}
	begun := int64(p.weightGrams+999) / 1000
	return quote{o, currency, rate.base + max(0, begun-1)*rate.perKilogram}, true
}

// options are all of them, by id.
type options map[string]option

// offers lists what can take the parcel, cheapest first.
func (all options) offers(p parcel, currency string) []quote {
	var list []quote
	for _, option := range all {
		if quote, possible := option.price(p, currency); possible {
			list = append(list, quote)
		}
	}
	slices.SortFunc(list, func(a, b quote) int {
		return cmp.Or(cmp.Compare(a.minor, b.minor), cmp.Compare(a.option.id, b.option.id))
	})
	return list
}

func (all options) quote(id string, p parcel, currency string) (quote, error) {
	option, err := all.find(id)
	if err != nil {
		return quote{}, err
	}
	quoted, possible := option.price(p, currency)
	if !possible {
		return quote{}, unavailable(id)
	}
	return quoted, nil
}

// forParcel is the option that a booking names, if it can take the parcel.
func (all options) forParcel(id string, p parcel) (option, error) {
	option, err := all.find(id)
	if err == nil && !option.carries(p) {
		err = unavailable(id)
	}
	return option, err
}

func (all options) find(id string) (option, error) {
	found, known := all[id]
	if !known {
		return option{}, &kit.DomainError{
			Situation: kit.Missing, Reason: "SHIPPING_OPTION_NOT_FOUND",
			Message: "There is no shipping option " + id + ".", Subject: "shippingOptionId", Value: id,
		}
	}
	return found, nil
}

func unavailable(id string) error {
	return &kit.DomainError{
		Situation: kit.NotNow, Reason: "SHIPPING_OPTION_UNAVAILABLE",
		Message: id + " does not serve this country, weight or currency.", Subject: "shippingOptionId", Value: id,
	}
}
