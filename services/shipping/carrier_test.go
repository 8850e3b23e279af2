package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/meshmart/meshmart/kit/go/kittest"
)

// await polls until the number of shipments in a state is what is expected.
func (r *running) await(t *testing.T, in state, expected int) {
	t.Helper()
	var count int
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := r.database.QueryRow(t.Context(), `select count(*) from shipments where state = $1`, in).Scan(&count); err != nil {
			t.Fatal(err)
		}
		if count == expected {
			return
		}
	}
	t.Fatalf("after 20 s %d shipments are %s, not %d", count, in, expected)
}

func TestSeveralCarriersMoveEachParcelOnceWithTheEventsOfRealScans(t *testing.T) {
	t.Setenv("CARRIER_DISPATCH_MS", "1")
	t.Setenv("CARRIER_DELIVER_MS", "1")
	shipping := start(t)
	shipping.another(t)
	shipping.another(t)
	const parcels = 3 * carrierBatch
	for range parcels {
		shipping.bookedBy(t, "")
	}
	shipping.await(t, delivered, parcels)
	var stories []string
	rows, err := shipping.database.Query(t.Context(), `
		select distinct (select string_agg(split_part(subject, '.', 2), ' ' order by id) from outbox where subject like '%.' || order_id)
			|| ': ' || (select string_agg(state, ' ' order by occurred_at) from tracking_events where tracking_events.order_id = shipments.order_id)
		from shipments`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var story string
		if err := rows.Scan(&story); err != nil {
			t.Fatal(err)
		}
		stories = append(stories, story)
	}
	if !slices.Equal(stories, []string{"shipment_booked shipment_dispatched shipment_delivered: BOOKED DISPATCHED DELIVERED"}) {
		t.Errorf("what happened is %v", stories)
	}
	kittest.Events(t, shipping.nats.URL(), "SHIPPING", 3*parcels, 15*time.Second)
	if held := kittest.Count(t, shipping.nats.URL(), "SHIPPING"); held != 3*parcels {
		t.Errorf("%d events are published", held)
	}
}

func TestAParcelWaitsItsTimeAndARestartForgetsNone(t *testing.T) {
	t.Setenv("CARRIER_DISPATCH_MS", "1500")
	shipping := start(t)
	order := shipping.bookedBy(t, "")
	shipping.stop()
	shipping.another(t)
	shipping.await(t, dispatched, 1)
	var waited time.Duration
	if err := shipping.database.QueryRow(t.Context(), `select extract(epoch from max(occurred_at) - min(occurred_at)) * 1e9
		from tracking_events where order_id = $1`, order).Scan(&waited); err != nil {
		t.Fatal(err)
	}
	if waited < 1500*time.Millisecond || waited > 5*time.Second {
		t.Errorf("the parcel left after %v", waited)
	}
}

func TestWithoutAPaceOnlyScansMoveAParcel(t *testing.T) {
	t.Setenv("CARRIER_DISPATCH_MS", "0")
	t.Setenv("CARRIER_DELIVER_MS", "40")
	shipping := start(t)
	stays, moves := shipping.bookedBy(t, ""), shipping.bookedBy(t, "")
	shipping.scan(t, moves, stateDispatched)
	shipping.await(t, delivered, 1)
	if told := shipping.events(t, stays); !slices.Equal(told, []string{"shipment_booked"}) {
		t.Errorf("the events are %v", told)
	}
}

func TestAPaceThatIsNoneIsNamedAtTheStart(t *testing.T) {
	for name, wrong := range map[string]string{"CARRIER_DISPATCH_MS": "-1", "CARRIER_DELIVER_MS": "soon"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, wrong)
			if _, err := paceFromEnv(); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("the answer is %v", err)
			}
		})
	}
}
