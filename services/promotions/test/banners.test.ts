// Banners: shown in their slot for their time, the most important first, made once.
import { randomUUID } from "node:crypto";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema } from "@meshmart/gen/google/rpc/error_details_pb";
import { expect, it } from "vitest";
import { as, outcome, shopper, staff } from "./promotions.ts";

const inMinutes = (minutes: number) => timestampFromDate(new Date(Date.now() + minutes * 60_000));
const bannerOf = (slot: string, change = {}) => ({
  slot,
  title: "A test",
  text: "",
  linkPath: "",
  priority: 1,
  ...change,
});
const make = async (slot: string, change = {}) =>
  (await staff.createBanner({ requestId: randomUUID(), banner: bannerOf(slot, change) })).banner!;

async function titlesOf(slot: string, pageSize = 100): Promise<string[]> {
  const titles: string[] = [];
  for (let pageToken = ""; ; ) {
    const page = await shopper.listBanners({ slot, pageSize, pageToken });
    titles.push(...page.banners.map(({ title }) => title));
    pageToken = page.nextPageToken;
    if (pageToken === "") return titles;
  }
}

it("shows a slot's banners, the most important first, on pages that neither skip nor repeat", async () => {
  const priorities = [5, 1000, 0, 5, 7, 5, 1000];
  for (const [index, priority] of priorities.entries())
    await make("pages", { priority, title: `${priority} ${index}` });
  await make("elsewhere", { title: "elsewhere" });
  const titles = ["1000 1", "1000 6", "7 4", "5 0", "5 3", "5 5", "0 2"];
  expect(await titlesOf("pages")).toEqual(titles);
  expect(await titlesOf("pages", 2)).toEqual(titles);
  expect(await titlesOf("", 3)).toEqual(expect.arrayContaining([...titles, "elsewhere"]));
});

it("shows a banner in its time only", async () => {
  await make("times", { title: "later", startTime: inMinutes(1) });
  await make("times", { title: "over", endTime: inMinutes(-1) });
  await make("times", { title: "now", startTime: inMinutes(-1), endTime: inMinutes(1) });
  expect(await titlesOf("times")).toEqual(["now"]);
});

it("comes with banners for the slots of the shop", async () => {
  expect(await titlesOf("home")).toEqual(["Kimjang season is here", "New here? Welcome!", "Glow from Seoul"]);
  for (const slot of ["product", "category"]) expect(await titlesOf(slot)).toHaveLength(2);
});

it("makes a banner as it was asked for, once", async () => {
  const banner = bannerOf("once", { title: "<b>봄</b>", text: "Tea & more", linkPath: "/categories/kitchen?page=2" });
  const request = { requestId: randomUUID(), banner };
  const answers = await Promise.all(Array.from({ length: 10 }, () => staff.createBanner(request)));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(answers[0]!.banner).toMatchObject(banner);
  expect((await shopper.listBanners({ slot: "once" })).banners).toEqual([answers[0]!.banner]);
  const other = { ...request, banner: { ...banner, title: "Another" } };
  expect(await outcome(staff.createBanner(other))).toBe("REQUEST_ID_REUSED");
});

it.each([
  ["banner.banner_id", { bannerId: randomUUID() }],
  ["banner.slot", { slot: "" }],
  ["banner.link_path", { linkPath: "javascript:alert(1)" }],
  ["banner.link_path", { linkPath: "https://elsewhere.example" }],
  ["banner.end_time", { startTime: inMinutes(2), endTime: inMinutes(1) }],
])("refuses a banner whose %s is wrong: %#", async (field, change) => {
  const error = ConnectError.from(await make("refused", change).catch((thrown) => thrown));
  expect(error.code).toBe(Code.InvalidArgument);
  expect(error.findDetails(BadRequestSchema)[0]?.fieldViolations.map(({ field }) => field)).toEqual([field]);
});

it("lets only staff make them, and refuses a page token that is not its own", async () => {
  const request = { requestId: randomUUID(), banner: bannerOf("refused") };
  expect(await outcome(shopper.createBanner(request))).toBe("SIGN_IN_REQUIRED");
  expect(await outcome(as(randomUUID()).createBanner(request))).toBe("STAFF_ONLY");
  const pageToken = Buffer.from(JSON.stringify(["WELCOME10"])).toString("base64url");
  expect(await outcome(shopper.listBanners({ pageToken }))).toBe("PAGE_TOKEN_INVALID");
  expect(await titlesOf("refused")).toEqual([]);
});
