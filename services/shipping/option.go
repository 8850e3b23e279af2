// The ways to send a parcel, and what they cost: by zone, weight and currency. Pure: no I/O, no clock. Amounts are integers in the
// currency's minor unit.
package main

import (
	"cmp"
	"slices"

	"github.com/meshmart/meshmart/kit/go"
)

// homeCountry is where the warehouses are.
const homeCountry = "KR"

// zone is a group of countries that cost the same to reach.
type zone string

// elsewhere is the zone of the countries that are in no other.
const elsewhere zone = "WORLD"

// band is what parcels cost up to a weight, beyond the band before it.
type band struct {
	upToGrams int32
	base      int64
	stepGrams int32
	perStep   int64 // for each step begun after the end of the band before; zero: one price for the whole band
}

// service is how an option serves one zone.
type service struct {
	maxWeightGrams int32
	minDays        int32
	maxDays        int32
	bands          map[string][]band // by ISO 4217 code, the lightest first
}

type option struct {
	id       string
	title    string
	services map[zone]service
}

// parcel is what a price is asked for.
type parcel struct {
	country     string
	weightGrams int32
}

// quote is an option for one parcel.
type quote struct {
	option   option
	service  service
	currency string
	minor    int64
}

// price is false for a weight or a currency that the service has no band for.
func (s service) price(weightGrams int32, currency string) (minor int64, priced bool) {
	var from int32
	for _, band := range s.bands[currency] {
		if weightGrams <= band.upToGrams {
			steps := (int64(weightGrams-from) + int64(band.stepGrams) - 1) / int64(band.stepGrams)
			return band.base + steps*band.perStep, true
		}
		from = band.upToGrams
	}
	return 0, false
}

// tariff is all of it.
type tariff struct {
	zones   map[string]zone   // by ISO 3166-1 alpha-2 code
	options map[string]option // by id
}

func (t tariff) zoneOf(country string) zone {
	if known, listed := t.zones[country]; listed {
		return known
	}
	return elsewhere
}

// serves finds how the option takes the parcel, if it does.
func (t tariff) serves(o option, p parcel) (service, bool) {
	found, serves := o.services[t.zoneOf(p.country)]
	return found, serves && p.weightGrams <= found.maxWeightGrams
}

func (t tariff) price(o option, p parcel, currency string) (quote, bool) {
	found, possible := t.serves(o, p)
	minor, priced := found.price(p.weightGrams, currency)
	return quote{o, found, currency, minor}, possible && priced
}

// offers lists what can take the parcel, cheapest first.
func (t tariff) offers(p parcel, currency string) []quote {
	var list []quote
	for _, option := range t.options {
		if quote, possible := t.price(option, p, currency); possible {
			list = append(list, quote)
		}
	}
	slices.SortFunc(list, func(a, b quote) int {
		return cmp.Or(cmp.Compare(a.minor, b.minor), cmp.Compare(a.option.id, b.option.id))
	})
	return list
}

func (t tariff) quote(id string, p parcel, currency string) (quote, error) {
	option, err := t.find(id)
	if err != nil {
		return quote{}, err
	}
	quoted, possible := t.price(option, p, currency)
	if !possible {
		return quote{}, unavailable(id)
	}
	return quoted, nil
}

// forParcel is how the option that a booking names takes the parcel, if it can.
func (t tariff) forParcel(id string, p parcel) (service, error) {
	option, err := t.find(id)
	if err != nil {
		return service{}, err
	}
	found, possible := t.serves(option, p)
	if !possible {
		return service{}, unavailable(id)
	}
	return found, nil
}

func (t tariff) find(id string) (option, error) {
	found, known := t.options[id]
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
