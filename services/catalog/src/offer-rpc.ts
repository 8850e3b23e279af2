// The contract's handlers for what several sellers ask for one product.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { CatalogService, OfferSchema } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { fromWire, toWire } from "@meshmart/kit/money";
import { decodePageToken, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import type { Offer, OfferStore } from "./offer-store.ts";
import { checkPrice, checkText } from "./product-details.ts";

const minor = (part: string) => /^\d{1,18}$/.test(part);

type Rpc = Pick<ServiceImpl<typeof CatalogService>, "listOffers" | "offerProduct">;

export function createOfferRpc(offers: OfferStore): Rpc {
  return {
    async listOffers({ productId, currencyCode, pageSize, pageToken }) {
      const size = pageSizeOf(pageSize);
      const [amount, sellerId, purchaseOptionId] = decodePageToken(pageToken, 3, [minor]) ?? [];
      const after =
        amount === undefined ? undefined : { minor: amount, sellerId: sellerId!, purchaseOptionId: purchaseOptionId! };
      const found = await offers.list(productId, currencyCode || "KRW", after, size + 1);
      const { rows, nextPageToken } = toPage(found, size, ({ price, ...offer }) => [
        String(price.minor),
        offer.sellerId,
        offer.purchaseOptionId,
      ]);
      return { offers: rows.map(toOfferMessage), nextPageToken };
    },
    async offerProduct({ productId, sellerId, sellerName, purchaseOptionId, price }) {
      checkText("seller_name", sellerName);
      checkText("purchase_option_id", purchaseOptionId);
      const asked = fromWire(price!);
      checkPrice("price", asked);
      const offer = await offers.put({ productId, sellerId, sellerName, purchaseOptionId, price: asked });
      return { offer: toOfferMessage(offer) };
    },
  };
}

export function toOfferMessage({ price, ...offer }: Offer): MessageInitShape<typeof OfferSchema> {
  return { ...offer, price: toWire(price) };
}
