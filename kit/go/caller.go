// Who makes a call: a service of the mesh, on behalf of a signed-in customer or of a guest. What a handler reads here has been proven
// by a token, except the guest's id, which is a secret of the guest's browser, and the service's name.
package kit

import (
	"context"
	"strings"

	"github.com/google/uuid"
)

const (
	// CallerKey is the metadata by which a service names itself to those it calls; in production the mesh's mTLS identity takes its place.
	CallerKey = "x-mesh-service"
	// AuthorizationKey carries the end user's access token, passed on with every call that is made for theirs.
	AuthorizationKey = "authorization"
	// GuestKey carries a UUID that only this guest knows: the gateway makes it and keeps it in the browser's cookie.
	GuestKey = "x-guest-id"

	bearer = "bearer "
)

// Role is what a customer may do.
type Role string

// The roles, as access tokens name them.
const (
	RoleCustomer Role = "customer"
	RoleStaff    Role = "staff"
)

// Caller is who makes a call. A field is empty where it does not apply.
type Caller struct {
	Service    string // the service that calls, by its mesh name; empty for one from outside
	CustomerID string // UUID of the customer for whom it calls; empty for a guest
	Role       Role
	SessionID  string
	GuestID    string // UUID of the guest; a customer who was a guest before has both
}

// SignedIn is a customer who has proven who they are.
type SignedIn struct {
	CustomerID string
	Role       Role
	SessionID  string
}

// CallerOf tells who makes the call that a handler serves with this context.
func CallerOf(ctx context.Context) Caller {
	if served, is := ctx.Value(callKey{}).(*call); is {
		return served.caller
	}
	return Caller{}
}

// CustomerOf is the signed-in customer. In methods that are for those, the access option has made sure that there is one.
func CustomerOf(ctx context.Context) (SignedIn, error) {
	caller := CallerOf(ctx)
	if caller.CustomerID == "" {
		return SignedIn{}, signInRequired()
	}
	return SignedIn{caller.CustomerID, caller.Role, caller.SessionID}, nil
}

// identify reads the caller's credentials. A token that is not valid is refused, whatever the method.
func (c *call) identify(keys *TokenKeys) error {
	if guest := c.header(GuestKey); len(guest) == 36 && uuid.Validate(guest) == nil {
		c.caller.GuestID = strings.ToLower(guest)
	}
	if len(c.incoming.Get(AuthorizationKey)) == 0 {
		return nil
	}
	authorization := c.header(AuthorizationKey)
	if len(authorization) < len(bearer) || !strings.EqualFold(authorization[:len(bearer)], bearer) {
		return tokenInvalid("Send the access token as `authorization: Bearer ...`.")
	}
	customer, err := keys.verify(strings.TrimSpace(authorization[len(bearer):]))
	if err != nil {
		return err
	}
	c.caller.CustomerID, c.caller.Role, c.caller.SessionID = customer.CustomerID, customer.Role, customer.SessionID
	return nil
}
