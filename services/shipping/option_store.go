// Reads the shipping options once, at start: only migrations change them.
package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func readOptions(ctx context.Context, pool *pgxpool.Pool) (options, error) {
	rows, err := pool.Query(ctx, `
		select shipping_option_id, title, zone, max_weight_grams, min_days, max_days, currency_code, base_minor, per_kilogram_minor
		from shipping_options join shipping_rates using (shipping_option_id)`)
	if err != nil {
		return nil, fmt.Errorf("the shipping options cannot be read: %w", err)
	}
	all := options{}
	var one option
	var currency string
	var price rate
	_, err = pgx.ForEachRow(rows, []any{
		&one.id, &one.title, &one.zone, &one.maxWeightGrams, &one.minDays, &one.maxDays, &currency, &price.base, &price.perKilogram,
	}, func() error {
		known, found := all[one.id]
		if !found {
			known = one
			known.rates = map[string]rate{}
		}
		known.rates[currency] = price
		all[one.id] = known
		return nil
	})
	return all, err
}
