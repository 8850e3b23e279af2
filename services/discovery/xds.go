// Serves one snapshot to every client, whatever node it says it is, and replaces only the kinds of resource that changed.
// Versions are microseconds since 1970, each greater than the last: they grow across restarts too, so that a client which
// reconnects never takes a new snapshot for one that it has.
package main

import (
	"context"
	"log/slog"
	"slices"
	"strconv"
	"time"

	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	clusterservice "github.com/envoyproxy/go-control-plane/envoy/service/cluster/v3"
	discoveryservice "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	endpointservice "github.com/envoyproxy/go-control-plane/envoy/service/endpoint/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	xdslog "github.com/envoyproxy/go-control-plane/pkg/log"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/meshmart/meshmart/kit/go"
)

// everyNode is the one key of the cache.
const everyNode = "mesh"

type sameForAll struct{}

func (sameForAll) ID(*corev3.Node) string { return everyNode }

// xds holds what is being served.
type xds struct {
	cache    cache.SnapshotCache
	services []string // known so far: from the contract, and whoever has announced itself since
	serving  map[types.ResponseType][]types.Resource
	versions map[types.ResponseType]string
	latest   int64
	log      *slog.Logger
}

func newXDS(services []string, log *slog.Logger) *xds {
	return &xds{
		// Not the cache's "ads" mode: that one answers only clients that name every resource there is, as Envoy does; a
		// gRPC client names the services that it calls.
		cache:    cache.NewSnapshotCache(false, sameForAll{}, xdslog.LoggerFuncs{ErrorFunc: errorsTo(log), WarnFunc: errorsTo(log)}),
		services: services,
		versions: map[types.ResponseType]string{},
		log:      log,
	}
}

// register adds the aggregated service for gRPC and Envoy, and the two single ones that Envoy can use as well.
func (x *xds) register(ctx context.Context, into *grpc.Server) {
	handlers := server.NewServer(ctx, x.cache, callbacks(x.log))
	discoveryservice.RegisterAggregatedDiscoveryServiceServer(into, handlers)
	clusterservice.RegisterClusterDiscoveryServiceServer(into, handlers)
	endpointservice.RegisterEndpointDiscoveryServiceServer(into, handlers)
}

// publish serves these instances from now on. A service that was known once stays, with no endpoints when nobody is left.
func (x *xds) publish(ctx context.Context, instances []kit.Instance, now time.Time) error {
	x.services = union(x.services, instances)
	built := resources(x.services, instances)
	changed := false
	for kind, list := range built {
		if _, served := x.versions[kind]; !served || !slices.EqualFunc(list, x.serving[kind], sameResource) {
			x.latest = max(x.latest+1, now.UnixMicro())
			x.versions[kind] = strconv.FormatInt(x.latest, 10)
			changed = true
		}
	}
	countEndpoints(x.services, instances)
	if !changed {
		return nil
	}
	x.serving = built
	snapshot := &cache.Snapshot{}
	for kind, list := range built {
		snapshot.Resources[kind] = cache.NewResources(x.versions[kind], list)
	}
	snapshotsPublished.Inc()
	return x.cache.SetSnapshot(ctx, everyNode, snapshot)
}

func sameResource(a, b types.Resource) bool { return proto.Equal(a, b) }
