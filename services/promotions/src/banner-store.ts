// Banners in PostgreSQL.
import type { Database } from "@meshmart/kit/database";
import { type IdentifiedRequest, mustBeSame } from "@meshmart/kit/request-id";
import type { Banner } from "./banner.ts";

export interface BannerStore {
  /** Those shown at that time, in a slot or (undefined) everywhere, the most important first, beginning after the given one. */
  list(options: {
    readonly slot: string | undefined;
    readonly now: Date;
    readonly after: { readonly priority: number; readonly bannerId: string } | undefined;
    readonly limit: number;
  }): Promise<Banner[]>;
  /** Answers with the banner as it is: a new one, or the one that the same request made before. */
  make(banner: Banner, request: IdentifiedRequest): Promise<Banner>;
}

interface BannerRow {
  readonly banner_id: string;
  readonly slot: string;
  readonly title: string;
  readonly text: string;
  readonly link_path: string;
  readonly priority: number;
  readonly start_time: Date | null;
  readonly end_time: Date | null;
}

export function createBannerStore(sql: Database): BannerStore {
  return {
    async list({ slot, now, after, limit }) {
      const rows = await sql<BannerRow[]>`
        select * from banners
        where (start_time is null or start_time <= ${now}) and (end_time is null or end_time > ${now})
        ${slot === undefined ? sql`` : sql`and slot = ${slot}`}
        ${after ? sql`and (-priority, banner_id) > (${-after.priority}::int, ${after.bannerId}::uuid)` : sql``}
        order by -priority, banner_id limit ${limit}`;
      return rows.map(toBanner);
    },

    async make({ bannerId, slot, title, text, linkPath, priority, startTime, endTime }, request) {
      const { requestId, fingerprint } = request;
      const [made] = await sql<BannerRow[]>`
        insert into banners (banner_id, slot, title, text, link_path, priority, start_time, end_time, request_id, request_fingerprint)
        values (${bannerId}, ${slot}, ${title}, ${text}, ${linkPath}, ${priority}, ${startTime ?? null}, ${endTime ?? null},
          ${requestId}, ${fingerprint})
        on conflict (request_id) do nothing returning *`;
      if (made) return toBanner(made);
      const [before] = await sql<(BannerRow & { request_fingerprint: Buffer })[]>`
        select * from banners where request_id = ${requestId}`;
      mustBeSame(request, before!.request_fingerprint);
      return toBanner(before!);
    },
  };
}

function toBanner(row: BannerRow): Banner {
  const { slot, title, text, priority } = row;
  return {
    bannerId: row.banner_id,
    slot,
    title,
    text,
    linkPath: row.link_path,
    priority,
    startTime: row.start_time ?? undefined,
    endTime: row.end_time ?? undefined,
  };
}
