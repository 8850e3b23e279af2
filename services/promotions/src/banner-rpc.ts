// The contract's handlers that are about banners.
import type { ServiceImpl } from "@connectrpc/connect";
import { BannerSchema, type PromotionsService } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { DomainError } from "@meshmart/kit/errors";
import { decodePageToken, keyParts, pageSizeOf, toPage } from "@meshmart/kit/page-token";
import { identify } from "@meshmart/kit/request-id";
import { v7 as uuidv7 } from "uuid";
import type { BannerStore } from "./banner-store.ts";
import { mustBeWindow } from "./coupon.ts";
import { fromBanner, toBanner } from "./promotion-messages.ts";

type BannerMethods = Pick<ServiceImpl<typeof PromotionsService>, "listBanners" | "createBanner">;

const isPriority = (part: string) => /^\d{1,4}$/.test(part);

export function createBannerRpc(banners: BannerStore): BannerMethods {
  return {
    async listBanners({ slot, pageSize, pageToken }) {
      const size = pageSizeOf(pageSize);
      const [priority, bannerId] = decodePageToken(pageToken, 2, [isPriority, keyParts.uuid]) ?? [];
      const after = bannerId === undefined ? undefined : { priority: Number(priority), bannerId };
      const found = await banners.list({ slot: slot || undefined, now: new Date(), after, limit: size + 1 });
      const { rows, nextPageToken } = toPage(found, size, (banner) => [String(banner.priority), banner.bannerId]);
      return { banners: rows.map(fromBanner), nextPageToken };
    },
    async createBanner({ requestId, banner: wire }) {
      if (wire!.bannerId !== "") {
        const message = "banner_id is made here: leave it empty.";
        throw new DomainError("invalid", "BANNER_ID_NOT_EMPTY", message, { field: "banner.banner_id" });
      }
      const banner = toBanner(wire!, uuidv7());
      mustBeWindow(banner.startTime, banner.endTime, "banner.end_time");
      return { banner: fromBanner(await banners.make(banner, identify(requestId, BannerSchema, wire!))) };
    },
  };
}
