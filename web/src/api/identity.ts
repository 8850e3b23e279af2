// Who is who, as the frame of the page needs it: fetched when there is somebody to ask about, since strangers never are.
import { type Customer, Customer_Role, IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import type { SignedIn } from "./session.ts";

export { IdentityService };

export function signedInOf({ customerId, email, displayName, role }: Customer): SignedIn {
  return { customerId, email, displayName, isStaff: role === Customer_Role.STAFF };
}
