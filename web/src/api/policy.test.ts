import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import { IdentityService } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { expect, it } from "vitest";
import { isPublicRead } from "./policy.ts";

it("takes for a public read neither what is somebody's own nor what sets cookies", () => {
  expect(isPublicRead(StorefrontService.method.getProductPage)).toBe(true);
  expect(isPublicRead(CartService.method.getCart)).toBe(false);
  expect(isPublicRead(IdentityService.method.signIn)).toBe(false);
  expect(isPublicRead(IdentityService.method.getMe)).toBe(false);
});
