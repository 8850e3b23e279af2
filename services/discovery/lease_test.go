package main

import (
	"testing"
	"time"

	"github.com/meshmart/meshmart/kit/go"
)

var noon = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

func catalogAt(instance, address string) kit.Instance {
	return kit.Instance{Service: "catalog", Instance: instance, Address: address, StartedAt: noon}
}

// beat lets the registry be heard every second, as discovery's own announcements do.
func beat(l *leases, from, to int) {
	for second := from; second <= to; second++ {
		l.renew("discovery.d", kit.Instance{Service: "discovery", Instance: "d", Address: "h:1"}, at(float64(second)))
		l.lapse(at(float64(second)))
	}
}

func alive(l *leases, instance string) bool {
	for _, one := range l.instances() {
		if one.Instance == instance {
			return true
		}
	}
	return false
}

func TestAnInstanceIsDroppedOneLeaseAfterItFellSilent(t *testing.T) {
	l := newLeases()
	l.renew("catalog.a", catalogAt("a", "h:2"), at(0))
	beat(l, 1, 4)
	if !alive(l, "a") {
		t.Fatal("dropped before its lease ended")
	}
	beat(l, 5, 5)
	if alive(l, "a") {
		t.Fatal("still served five seconds after it was last heard of")
	}
}

func TestSilenceOfTheRegistryDropsNobodyAndGivesAWholeLeaseAfterwards(t *testing.T) {
	l := newLeases()
	l.renew("catalog.a", catalogAt("a", "h:2"), at(0))
	beat(l, 1, 1)
	for second := 2.0; second < 60; second++ {
		if lapsed := l.lapse(at(second)); second > 3 && len(lapsed) > 0 {
			t.Fatalf("dropped %v while the registry was away", lapsed)
		}
	}
	beat(l, 60, 63)
	if !alive(l, "a") {
		t.Fatal("dropped before one lease had passed since the registry returned")
	}
	beat(l, 64, 66)
	if alive(l, "a") {
		t.Fatal("kept although it did not return with the registry")
	}
}

func TestALostConnectionStopsTheClockAtOnce(t *testing.T) {
	l := newLeases()
	l.renew("catalog.a", catalogAt("a", "h:2"), at(0))
	beat(l, 1, 3)
	l.lose()
	if lapsed := l.lapse(at(4.5)); len(lapsed) > 0 {
		t.Fatalf("dropped %v although the connection is gone", lapsed)
	}
	beat(l, 5, 8)
	if !alive(l, "a") {
		t.Fatal("its lease did not start anew with the connection")
	}
}
