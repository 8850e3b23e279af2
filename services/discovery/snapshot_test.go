package main

import (
	"log/slog"
	"maps"
	"slices"
	"testing"
	"time"

	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"

	"github.com/meshmart/meshmart/kit/go"
)

func TestEveryServiceOfTheContractHasAllItsResourcesWithNobodyUp(t *testing.T) {
	services, err := servicesOf("../../gen/contract.binpb")
	if err != nil {
		t.Fatal(err)
	}
	for _, expected := range []string{"catalog", "inventory", "ordering", "payment", "shipping"} {
		if !slices.Contains(services, expected) {
			t.Fatalf("%q is missing from %v", expected, services)
		}
	}
	served := newXDS(services, slog.New(slog.DiscardHandler))
	if err := served.publish(t.Context(), nil, noon); err != nil {
		t.Fatal(err)
	}
	snapshot := current(t, served)
	for _, kind := range []resource.Type{resource.ListenerType, resource.RouteType, resource.ClusterType, resource.EndpointType} {
		if names := slices.Sorted(maps.Keys(snapshot.GetResources(kind))); !slices.Equal(names, services) {
			t.Errorf("of type %s there are %v, not %v", kind, names, services)
		}
	}
}

func TestOnlyWhatChangedGetsANewAndGreaterVersion(t *testing.T) {
	served := newXDS([]string{"catalog"}, slog.New(slog.DiscardHandler))
	publish := func(now time.Time, instances ...kit.Instance) (cluster, endpoint string) {
		t.Helper()
		if err := served.publish(t.Context(), instances, now); err != nil {
			t.Fatal(err)
		}
		return current(t, served).GetVersion(resource.ClusterType), current(t, served).GetVersion(resource.EndpointType)
	}
	clusters, empty := publish(at(0))
	sameClusters, one := publish(at(0), catalogAt("a", "127.0.0.1:2")) // The clock stands still, or went back.
	_, again := publish(at(5), catalogAt("a", "127.0.0.1:2"))
	otherClusters, _ := publish(at(6), kit.Instance{Service: "gateway", Instance: "g", Address: "127.0.0.1:3"})
	if sameClusters != clusters || otherClusters == clusters {
		t.Errorf("cluster versions %s, %s, %s: they change only with the set of services", clusters, sameClusters, otherClusters)
	}
	if one <= empty || again != one {
		t.Errorf("endpoint versions %s, %s, %s: they grow, and only with a change", empty, one, again)
	}
}

func TestAServiceThatEverybodyLeftKeepsItsResources(t *testing.T) {
	served := newXDS(nil, slog.New(slog.DiscardHandler))
	for _, instances := range [][]kit.Instance{{catalogAt("a", "127.0.0.1:2")}, nil} {
		if err := served.publish(t.Context(), instances, noon); err != nil {
			t.Fatal(err)
		}
	}
	if left := addresses(current(t, served), "catalog"); left == nil || len(left) != 0 {
		t.Fatalf("endpoints are %v, not an empty list", left)
	}
}

func TestATakenOverPortBelongsToTheNewerProcess(t *testing.T) {
	dead := catalogAt("dead", "127.0.0.1:2")
	heir := kit.Instance{Service: "cart", Instance: "heir", Address: dead.Address, StartedAt: at(1)}
	served := newXDS(nil, slog.New(slog.DiscardHandler))
	if err := served.publish(t.Context(), []kit.Instance{dead, heir}, noon); err != nil {
		t.Fatal(err)
	}
	if wrong := addresses(current(t, served), "catalog"); len(wrong) != 0 {
		t.Fatalf("callers of catalog are sent to %v, which is cart", wrong)
	}
	if right := addresses(current(t, served), "cart"); len(right) != 1 {
		t.Fatalf("cart is at %v", right)
	}
}

func current(t *testing.T, served *xds) *cache.Snapshot {
	t.Helper()
	snapshot, err := served.cache.GetSnapshot(everyNode)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.(*cache.Snapshot)
}

// addresses is nil when the service is unknown.
func addresses(snapshot *cache.Snapshot, service string) []string {
	assignment, known := snapshot.Resources[types.Endpoint].Items[service]
	if !known {
		return nil
	}
	list := []string{}
	for _, locality := range assignment.Resource.(*endpointv3.ClusterLoadAssignment).GetEndpoints() {
		for _, endpoint := range locality.GetLbEndpoints() {
			list = append(list, endpoint.GetEndpoint().GetAddress().GetSocketAddress().GetAddress())
		}
	}
	return list
}

// A client rejects a list whole that has a name in it, and its good instances with it.
func TestAnInstanceThatAnnouncesANameIsLeftOut(t *testing.T) {
	instances := []kit.Instance{
		{Service: "catalog", Instance: "catalog-1", Address: "catalog.internal:50051"},
		{Service: "catalog", Instance: "catalog-2", Address: "192.0.2.7:50051"},
	}
	assignment := endpoints("catalog", instances, addressOwners(instances))
	if live := assignment.Endpoints[0].LbEndpoints; len(live) != 1 || live[0].GetEndpoint().Address.GetSocketAddress().Address != "192.0.2.7" {
		t.Fatalf("endpoints %v, want the one with an address", live)
	}
}
