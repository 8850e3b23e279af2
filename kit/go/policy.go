// A method's rules, read from the contract: who may call, how long it may take, whether a repeated call is harmless.
package kit

import (
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"

	optionsv1 "github.com/meshmart/meshmart/gen/go/meshmart/options/v1"
)

const unaryDeadline = 5 * time.Second

// method is one method of the contract, looked up once.
type method struct {
	service    string // "meshmart.shipping.v1.ShippingService"
	name       string // "BookShipment"
	meshName   string // "shipping"
	policy     *optionsv1.MethodPolicy
	deadline   time.Duration // zero: a stream without a limit
	repeatable bool          // it may be called again when it is unknown whether the first call was carried out
	readOnly   bool
	meters     meters
}

var methods sync.Map // "/package.Service/Method" -> *method

// methodOf finds the rules of "/package.Service/Method"; what the contract lacks has the rules of nobody.
func methodOf(path string) *method {
	if known, found := methods.Load(path); found {
		return known.(*method)
	}
	known, _ := methods.LoadOrStore(path, readMethod(path))
	return known.(*method)
}

func readMethod(path string) *method {
	service, name, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	m := &method{service: service, name: name, meshName: meshNameOf(service), deadline: unaryDeadline, meters: metersOf(service, name)}
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName(service + "." + name))
	descriptor, isMethod := found.(protoreflect.MethodDescriptor)
	if err != nil || !isMethod {
		return m
	}
	options := descriptor.Options().(*descriptorpb.MethodOptions)
	m.policy, _ = proto.GetExtension(options, optionsv1.E_Policy).(*optionsv1.MethodPolicy)
	m.repeatable = options.GetIdempotencyLevel() != descriptorpb.MethodOptions_IDEMPOTENCY_UNKNOWN
	m.readOnly = options.GetIdempotencyLevel() == descriptorpb.MethodOptions_NO_SIDE_EFFECTS
	if limit := m.policy.GetDeadlineMs(); limit > 0 {
		m.deadline = time.Duration(limit) * time.Millisecond
	} else if descriptor.IsStreamingClient() || descriptor.IsStreamingServer() {
		m.deadline = 0
	}
	return m
}

// meshNameOf turns "meshmart.catalog.v1.CatalogService" into "catalog".
func meshNameOf(typeName string) string {
	parts := strings.Split(typeName, ".")
	if len(parts) < 3 {
		return typeName
	}
	return parts[len(parts)-3]
}
