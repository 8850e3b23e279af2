// The resources that hold no endpoints and never change: what `xds:///<service>` leads to, and what Envoy speaks to it.
package main

import (
	corev3 "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	listenerv3 "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	routev3 "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	routerv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	managerv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	upstreamv3 "github.com/envoyproxy/go-control-plane/envoy/extensions/upstreams/http/v3"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
)

// listener is what a gRPC client looks up first; it names the route.
func listener(service string) *listenerv3.Listener {
	return &listenerv3.Listener{
		Name: service,
		ApiListener: &listenerv3.ApiListener{ApiListener: packed(&managerv3.HttpConnectionManager{
			RouteSpecifier: &managerv3.HttpConnectionManager_Rds{Rds: &managerv3.Rds{
				ConfigSource: fromThisStream(), RouteConfigName: service,
			}},
			HttpFilters: []*managerv3.HttpFilter{{
				Name:       "envoy.filters.http.router",
				ConfigType: &managerv3.HttpFilter_TypedConfig{TypedConfig: packed(&routerv3.Router{})},
			}},
		})},
	}
}

// route sends everything to the service's cluster. It retries nothing: whether a method may be repeated is written at the
// method, and the kit's client reads it there. (Calls that never left the client are retried by gRPC itself.)
func route(service string) *routev3.RouteConfiguration {
	return &routev3.RouteConfiguration{
		Name: service,
		VirtualHosts: []*routev3.VirtualHost{{
			Name:    service,
			Domains: []string{"*"},
			Routes: []*routev3.Route{{
				Match: &routev3.RouteMatch{PathSpecifier: &routev3.RouteMatch_Prefix{Prefix: ""}},
				Action: &routev3.Route_Route{Route: &routev3.RouteAction{
					ClusterSpecifier: &routev3.RouteAction_Cluster{Cluster: service},
				}},
			}},
		}},
	}
}

// envoyProtocol makes Envoy speak HTTP/2 without TLS to a service, and to the gateway whatever its own caller speaks. gRPC
// clients do not read it.
func envoyProtocol(service string) map[string]*anypb.Any {
	options := &upstreamv3.HttpProtocolOptions{
		UpstreamProtocolOptions: &upstreamv3.HttpProtocolOptions_ExplicitHttpConfig_{
			ExplicitHttpConfig: &upstreamv3.HttpProtocolOptions_ExplicitHttpConfig{
				ProtocolConfig: &upstreamv3.HttpProtocolOptions_ExplicitHttpConfig_Http2ProtocolOptions{
					Http2ProtocolOptions: &corev3.Http2ProtocolOptions{},
				},
			},
		},
	}
	if service == "gateway" {
		options.UpstreamProtocolOptions = &upstreamv3.HttpProtocolOptions_UseDownstreamProtocolConfig{
			UseDownstreamProtocolConfig: &upstreamv3.HttpProtocolOptions_UseDownstreamHttpConfig{
				HttpProtocolOptions:  &corev3.Http1ProtocolOptions{},
				Http2ProtocolOptions: &corev3.Http2ProtocolOptions{},
			},
		}
	}
	return map[string]*anypb.Any{"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": packed(options)}
}

// fromThisStream tells the client to ask for the next resource on the stream that it got this one from.
func fromThisStream() *corev3.ConfigSource {
	return &corev3.ConfigSource{
		ResourceApiVersion:    corev3.ApiVersion_V3,
		ConfigSourceSpecifier: &corev3.ConfigSource_Ads{Ads: &corev3.AggregatedConfigSource{}},
	}
}

// packed panics on what cannot be serialized: the messages are constants of this file, and a test builds them all.
func packed(message proto.Message) *anypb.Any {
	packed, err := anypb.New(message)
	if err != nil {
		panic(err)
	}
	return packed
}
