// Reads the tariff once, at start: only migrations change it.
package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func readTariff(ctx context.Context, pool *pgxpool.Pool) (tariff, error) {
	read := tariff{zones: map[string]zone{}, options: map[string]option{}}
	rows, err := pool.Query(ctx, `select country_code, zone from shipping_countries`)
	if err == nil {
		var country string
		var in zone
		_, err = pgx.ForEachRow(rows, []any{&country, &in}, func() error {
			read.zones[country] = in
			return nil
		})
	}
	if err == nil {
		err = read.readServices(ctx, pool)
	}
	if err == nil {
		err = read.readBands(ctx, pool)
	}
	if err != nil {
		return tariff{}, fmt.Errorf("the shipping options cannot be read: %w", err)
	}
	return read, nil
}

func (t tariff) readServices(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, `select shipping_option_id, title, zone, max_weight_grams, min_days, max_days
		from shipping_options join shipping_services using (shipping_option_id)`)
	if err != nil {
		return err
	}
	var id, title string
	var in zone
	var one service
	_, err = pgx.ForEachRow(rows, []any{&id, &title, &in, &one.maxWeightGrams, &one.minDays, &one.maxDays}, func() error {
		if _, known := t.options[id]; !known {
			t.options[id] = option{id, title, map[zone]service{}}
		}
		one.bands = map[string][]band{}
		t.options[id].services[in] = one
		return nil
	})
	return err
}

func (t tariff) readBands(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, `select shipping_option_id, zone, currency_code, up_to_grams, base_minor, step_grams, per_step_minor
		from shipping_bands order by up_to_grams`)
	if err != nil {
		return err
	}
	var id, currency string
	var in zone
	var one band
	_, err = pgx.ForEachRow(rows, []any{&id, &in, &currency, &one.upToGrams, &one.base, &one.stepGrams, &one.perStep}, func() error {
		bands := t.options[id].services[in].bands
		bands[currency] = append(bands[currency], one)
		return nil
	})
	return err
}
