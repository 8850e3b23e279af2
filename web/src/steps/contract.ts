// The second step: the contract, as far as both landing pages need it.
export { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
