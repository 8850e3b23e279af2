package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	endpointv3 "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	discoveryservice "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
)

type caller struct {
	t          *testing.T
	connection *grpc.ClientConn
}

// call reports which instance answered.
func (c *caller) call(wait bool) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var header metadata.MD
	_, err := healthv1.NewHealthClient(c.connection).Check(ctx, &healthv1.HealthCheckRequest{},
		grpc.Header(&header), grpc.WaitForReady(wait))
	if err != nil {
		return "", err
	}
	return header.Get("instance")[0], nil
}

// firstAnswer asks discovery for a service's endpoints, as xDS clients do, and returns what it says first.
func (m *mesh) firstAnswer(service string) []*endpointv3.LbEndpoint {
	connection, err := grpc.NewClient(fmt.Sprintf("127.0.0.1:%d", m.port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	ctx, cancel := context.WithTimeout(m.t.Context(), 10*time.Second)
	defer cancel()
	stream, err := discoveryservice.NewAggregatedDiscoveryServiceClient(connection).StreamAggregatedResources(ctx)
	if err != nil {
		m.t.Fatal(err)
	}
	if err := stream.Send(&discoveryservice.DiscoveryRequest{TypeUrl: resource.EndpointType, ResourceNames: []string{service}}); err != nil {
		m.t.Fatal(err)
	}
	response, err := stream.Recv()
	if err != nil {
		m.t.Fatal(err)
	}
	var assignment endpointv3.ClusterLoadAssignment
	if err := response.GetResources()[0].UnmarshalTo(&assignment); err != nil {
		m.t.Fatal(err)
	}
	var list []*endpointv3.LbEndpoint
	for _, locality := range assignment.GetEndpoints() {
		list = append(list, locality.GetLbEndpoints()...)
	}
	return list
}

// reaches waits until the calls go to exactly these instances.
func (c *caller) reaches(within time.Duration, expected ...string) {
	c.t.Helper()
	var seen []string
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if seen = c.seen(); slices.Equal(seen, expected) {
			return
		}
	}
	c.t.Fatalf("after %v calls reach %v, not %v", within, seen, expected)
}

func (c *caller) seen() []string {
	answered := map[string]bool{}
	for range 10 {
		if instance, err := c.call(true); err == nil {
			answered[instance] = true
		}
	}
	return slices.Sorted(maps.Keys(answered))
}

// keepsReaching fails as soon as one call fails or goes elsewhere.
func (c *caller) keepsReaching(during time.Duration, expected ...string) {
	c.t.Helper()
	for end := time.Now().Add(during); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		instance, err := c.call(false)
		if err != nil {
			c.t.Fatalf("a call failed: %v", err)
		}
		if !slices.Contains(expected, instance) {
			c.t.Fatalf("a call reached %s", instance)
		}
	}
}
