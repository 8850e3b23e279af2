// Turns the live instances into xDS resources: for each service a listener that gRPC clients dial as `xds:///<service>`, its
// route, its cluster and its endpoints, all under the service's name. Pure: the same instances give the same resources.
//
// Every known service has all four at any time, if need be with no endpoints: a client that asks for a resource that does
// not exist fails its calls at once, while one that finds no endpoints yet lets wait-for-ready calls wait.
package main

import (
	"net"
	"slices"
	"strconv"
	"time"

	clusterv3 "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/meshmart/meshmart/kit/go"
)

// maxConcurrentCalls bounds the calls that one client process has under way to one service; more fail at once with
// UNAVAILABLE instead of queueing. gRPC's own default of 1024 would cap the shop's open streams too low.
const maxConcurrentCalls = 10_000

// resources builds the four resources of each of the services, in the order of types.ResponseType.
func resources(services []string, instances []kit.Instance) map[types.ResponseType][]types.Resource {
	built := map[types.ResponseType][]types.Resource{}
	owners := addressOwners(instances)
	for _, service := range services {
		built[types.Listener] = append(built[types.Listener], listener(service))
		built[types.Route] = append(built[types.Route], route(service))
		built[types.Cluster] = append(built[types.Cluster], cluster(service))
		built[types.Endpoint] = append(built[types.Endpoint], endpoints(service, instances, owners))
	}
	return built
}

// addressOwners finds who answers at each address. A process that takes over the port of one that died within the last lease
// would otherwise appear twice, and clients reject a list with a duplicate; or, of another service, would be called by mistake.
func addressOwners(instances []kit.Instance) map[string]string {
	newest := map[string]kit.Instance{}
	for _, instance := range instances {
		if other, taken := newest[instance.Address]; !taken || instance.StartedAt.After(other.StartedAt) {
			newest[instance.Address] = instance
		}
	}
	owners := map[string]string{}
	for address, instance := range newest {
		owners[address] = instance.Instance
	}
	return owners
}

func cluster(service string) *clusterv3.Cluster {
	return &clusterv3.Cluster{
		Name:                 service,
		ClusterDiscoveryType: &clusterv3.Cluster_Type{Type: clusterv3.Cluster_EDS},
		EdsClusterConfig:     &clusterv3.Cluster_EdsClusterConfig{EdsConfig: fromThisStream(), ServiceName: service},
		ConnectTimeout:       durationpb.New(time.Second),
		LbPolicy:             clusterv3.Cluster_ROUND_ROBIN,
		OutlierDetection:     outlierDetection(),
		CircuitBreakers: &clusterv3.CircuitBreakers{Thresholds: []*clusterv3.CircuitBreakers_Thresholds{{
			MaxRequests: wrapperspb.UInt32(maxConcurrentCalls),
		}}},
		TypedExtensionProtocolOptions: envoyProtocol(service),
		// Envoy otherwise keeps calling an endpoint that was removed for as long as its own health check likes it.
		IgnoreHealthOnHostRemoval: true,
	}
}

// outlierDetection rests an endpoint that answers nothing but errors, and leaves everything subtler to others. gRPC clients
// count every status but OK as a failure, a refusal like "out of stock" too, so a threshold below "all of them" would take
// healthy instances out during a rush for a sold-out item; even when that happens, less than a third of the instances (but
// one at least) may rest, for seconds. Success rate would compare endpoints with each other, which is what one wants, but
// grpc-js fails on it. An endpoint that is gone needs none of this: its connection breaks and its lease ends. Envoy alone
// knows gateway failures, and ejects after five in a row.
func outlierDetection() *clusterv3.OutlierDetection {
	return &clusterv3.OutlierDetection{
		Interval:                           durationpb.New(time.Second),
		BaseEjectionTime:                   durationpb.New(3 * time.Second),
		MaxEjectionTime:                    durationpb.New(30 * time.Second),
		MaxEjectionPercent:                 wrapperspb.UInt32(30),
		EnforcingSuccessRate:               wrapperspb.UInt32(0),
		EnforcingFailurePercentage:         wrapperspb.UInt32(100),
		FailurePercentageThreshold:         wrapperspb.UInt32(99),
		FailurePercentageMinimumHosts:      wrapperspb.UInt32(2),
		FailurePercentageRequestVolume:     wrapperspb.UInt32(20),
		EnforcingConsecutive_5Xx:           wrapperspb.UInt32(0),
		ConsecutiveGatewayFailure:          wrapperspb.UInt32(5),
		EnforcingConsecutiveGatewayFailure: wrapperspb.UInt32(100),
	}
}

func endpoints(service string, instances []kit.Instance, owners map[string]string) *endpointv3.ClusterLoadAssignment {
	var live []*endpointv3.LbEndpoint
	for _, instance := range instances {
		if instance.Service != service || owners[instance.Address] != instance.Instance {
			continue
		}
		if address := socketAddress(instance.Address); address != nil {
			live = append(live, &endpointv3.LbEndpoint{
				HealthStatus:   corev3.HealthStatus_HEALTHY,
				HostIdentifier: &endpointv3.LbEndpoint_Endpoint{Endpoint: &endpointv3.Endpoint{Address: address}},
			})
		}
	}
	assignment := &endpointv3.ClusterLoadAssignment{ClusterName: service}
	if len(live) > 0 {
		assignment.Endpoints = []*endpointv3.LocalityLbEndpoints{{
			Locality:            &corev3.Locality{Zone: "mesh"},
			LoadBalancingWeight: wrapperspb.UInt32(1),
			LbEndpoints:         live,
		}}
	}
	return assignment
}

// socketAddress is nil for what is no `ip:port`; the registry has warned about it. A name would make gRPC clients reject the
// whole list, good instances included.
func socketAddress(hostPort string) *corev3.Address {
	host, port, err := net.SplitHostPort(hostPort)
	number, numberErr := strconv.ParseUint(port, 10, 16)
	if err != nil || numberErr != nil || net.ParseIP(host) == nil {
		return nil
	}
	return &corev3.Address{Address: &corev3.Address_SocketAddress{SocketAddress: &corev3.SocketAddress{
		Address: host, PortSpecifier: &corev3.SocketAddress_PortValue{PortValue: uint32(number)},
	}}}
}

// union is the known services and those of the instances, sorted, each once.
func union(known []string, instances []kit.Instance) []string {
	all := slices.Clone(known)
	for _, instance := range instances {
		all = append(all, instance.Service)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
