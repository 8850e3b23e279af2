// Who may call: the contract's access option, enforced again in each service, before anything is looked up.
// A method without the option is for nobody.
package kit

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/grpc/codes"

	optionsv1 "github.com/meshmart/meshmart/gen/go/meshmart/options/v1"
)

// infrastructure marks gRPC's own protocols: health checks and reflection are open to whoever reaches the port.
const infrastructure = "grpc."

func (c *call) admit() error {
	access := c.method.policy.GetAccess()
	if access == optionsv1.Access_ACCESS_PUBLIC || strings.HasPrefix(c.method.service, infrastructure) {
		return nil
	}
	if access != optionsv1.Access_ACCESS_SERVICE {
		return c.refuse(c.method.name + " needs a signed-in caller, and sign-in is not part of the mesh yet.")
	}
	callers := c.method.policy.GetCallers()
	if c.caller != "" && (len(callers) == 0 || slices.Contains(callers, c.caller)) {
		return nil
	}
	allowed, caller := "services of the mesh", "a caller without a name"
	if len(callers) > 0 {
		allowed = strings.Join(callers, ", ")
	}
	if c.caller != "" {
		caller = c.caller
	}
	return c.refuse(fmt.Sprintf("%s may be called by %s only, not by %s.", c.method.name, allowed, caller))
}

func (c *call) refuse(message string) error {
	info := errorInfo("CALLER_NOT_ALLOWED", c.method.meshName, map[string]string{"method": c.method.name})
	return detailed(codes.PermissionDenied, message, info).Err()
}
