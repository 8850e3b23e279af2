// Who may call: the contract's access option, enforced again in each service, before the request is looked at and before anything
// is looked up. A method without the option is for nobody. The gateway and the other languages have the same rules, codes and reasons.
package kit

import (
	"fmt"
	"slices"
	"strings"

	optionsv1 "github.com/meshmart/meshmart/gen/go/meshmart/options/v1"
)

// infrastructure marks gRPC's own protocols: health checks and reflection are open to whoever reaches the port.
const infrastructure = "grpc."

// admit finds out who calls, and refuses those whom the method is not for.
func (c *call) admit(keys *TokenKeys) error {
	if strings.HasPrefix(c.method.service, infrastructure) {
		return nil
	}
	// A token that is no good is refused whatever the method.
	if err := c.identify(keys); err != nil {
		return err
	}
	access := c.method.policy.GetAccess()
	switch signedIn := c.caller.CustomerID != ""; access {
	case optionsv1.Access_ACCESS_SERVICE, optionsv1.Access_ACCESS_UNSPECIFIED:
		return c.admitService(access)
	case optionsv1.Access_ACCESS_GUEST:
		if !signedIn && c.caller.GuestID == "" {
			return guestIDRequired(c.method.name)
		}
	case optionsv1.Access_ACCESS_SIGNED_IN, optionsv1.Access_ACCESS_STAFF:
		if !signedIn {
			return signInRequired()
		}
		if access == optionsv1.Access_ACCESS_STAFF && c.caller.Role != RoleStaff {
			return staffOnly(c.method.name)
		}
	}
	return nil
}

func (c *call) admitService(access optionsv1.Access) error {
	callers := c.method.policy.GetCallers()
	isService := access == optionsv1.Access_ACCESS_SERVICE && c.caller.Service != ""
	if isService && (len(callers) == 0 || slices.Contains(callers, c.caller.Service)) {
		return nil
	}
	allowed, caller := "services of the mesh", "a caller without a name"
	if access == optionsv1.Access_ACCESS_UNSPECIFIED {
		allowed = "nobody"
	} else if len(callers) > 0 {
		allowed = strings.Join(callers, ", ")
	}
	if c.caller.Service != "" {
		caller = c.caller.Service
	}
	message := fmt.Sprintf("%s may be called by %s only, not by %s.", c.method.name, allowed, caller)
	return &DomainError{Situation: Forbidden, Reason: "CALLER_NOT_ALLOWED", Message: message, Subject: "method", Value: c.method.name}
}

func signInRequired() error {
	return &DomainError{
		Situation: Unauthenticated, Reason: "SIGN_IN_REQUIRED",
		Message: "Sign in first: send an access token as `authorization: Bearer ...`.",
	}
}

func guestIDRequired(method string) error {
	return &DomainError{
		Situation: Unauthenticated, Reason: "GUEST_ID_REQUIRED",
		Message: method + " acts for a customer or a guest: sign in, or send a UUID of your own as " + GuestKey + ".",
	}
}

func staffOnly(method string) error {
	return &DomainError{
		Situation: Forbidden, Reason: "STAFF_ONLY",
		Message: method + " is for the shop's staff.", Subject: "method", Value: method,
	}
}

func tokenInvalid(message string) error {
	return &DomainError{Situation: Unauthenticated, Reason: "TOKEN_INVALID", Message: message}
}

func tokenExpired() error {
	return &DomainError{
		Situation: Unauthenticated, Reason: "TOKEN_EXPIRED", Message: "The access token has expired. Refresh the session.",
	}
}
