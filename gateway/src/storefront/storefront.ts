// StorefrontService, which the gateway serves itself: composed pages.
import {
  type GetHomeRequest,
  type GetProductPageRequest,
  StorefrontService,
} from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import type { LocalService } from "../served-here.ts";
import { composeHome } from "./home.ts";
import { composeProductPage } from "./product-page.ts";
import { connectServices } from "./services.ts";

export function createStorefront(services = connectServices()): LocalService {
  return {
    service: StorefrontService,
    impl: {
      getProductPage: (request, { caller = {} }) =>
        composeProductPage(services, request as GetProductPageRequest, caller),
      getHome: (request, { caller = {} }) => composeHome(services, request as GetHomeRequest, caller),
    },
  };
}
