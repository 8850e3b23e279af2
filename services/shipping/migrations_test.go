package main

import (
	"fmt"
	"io/fs"
	"path"
	"testing"

	"github.com/google/uuid"

	"github.com/meshmart/meshmart/kit/go"
	"github.com/meshmart/meshmart/kit/go/kittest"
)

func TestShipmentsOfBeforeKeepWhatIsKnownOfThem(t *testing.T) {
	url := kittest.Database(t)
	before := kit.Module{Name: "shipping", Files: only{migrations, "0001_shipping.sql"}, Folder: "migrations"}
	if _, err := kit.Migrate(t.Context(), url, kit.EventTables, before); err != nil {
		t.Fatal(err)
	}
	pool, err := kit.OpenDatabase(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	orders := map[state]string{}
	for _, in := range []state{booked, dispatched, delivered, cancelled} {
		orders[in] = uuid.NewString()
		if _, err := pool.Exec(t.Context(), `insert into shipments (order_id, state, shipping_option_id, tracking_number, address, weight_grams,
			estimated_delivery_at, changed_at) values ($1, $2, 'standard', 'MM1', '{}', 1, now(), now() + interval '1 hour')`, orders[in], in); err != nil {
			t.Fatal(err)
		}
	}
	tombstone := uuid.NewString()
	if _, err := pool.Exec(t.Context(), `insert into shipments (order_id, state, changed_at) values ($1, 'CANCELLED', now())`, tombstone); err != nil {
		t.Fatal(err)
	}
	if _, err := kit.Migrate(t.Context(), url, kit.EventTables, kit.Module{Name: "shipping", Files: migrations, Folder: "migrations"}); err != nil {
		t.Fatal(err)
	}
	for order, expected := range map[string]string{
		orders[booked]: "[BOOKED]", orders[dispatched]: "[BOOKED DISPATCHED]", orders[delivered]: "[BOOKED DELIVERED]",
		orders[cancelled]: "[BOOKED CANCELLED]", tombstone: "[CANCELLED]",
	} {
		found, exists, err := newStore(pool).find(t.Context(), uuid.MustParse(order))
		var states []state
		for _, step := range found.steps {
			states = append(states, step.State)
		}
		if err != nil || !exists || fmt.Sprint(states) != expected || found.customerID != uuid.Nil {
			t.Errorf("a shipment of before is %+v (%v), with %v, not %s", found, err, states, expected)
		}
	}
}

// only shows one of the files in a folder.
type only struct {
	fs.FS
	name string
}

func (o only) Glob(pattern string) ([]string, error) {
	return []string{path.Join(path.Dir(pattern), o.name)}, nil
}
