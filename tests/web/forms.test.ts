// What is typed into forms: checked by the contract's own rules in the browser, and never lost when somebody else was quicker.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WIDTHS, withBrowser } from "../src/browser.ts";
import { signInStaff } from "../src/customers.ts";
import { get, send } from "../src/shop.ts";
import { addToCart, beginCheckout, signIn, staff } from "./steps.ts";

const visitor = withBrowser();
const clock = "01930000-0000-7000-8000-000000000011";

it("says what is wrong by the contract's rules, before anything is sent", async () => {
  const { page, open } = await visitor();
  await open("/sign-up");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));
  const main = page.getByRole("main");
  await main.getByLabel("E-mail").fill("nobody");
  await main.getByLabel("Password", { exact: true }).fill("short");
  await main.getByRole("button", { name: "Make an account" }).click();
  await page.getByText("This is not an e-mail address.").waitFor();
  await page.getByText("This is too short. (8)").waitFor();
  await page.getByText("This is needed.").waitFor();
  expect(await page.evaluate("document.activeElement.name")).toBe("email");
  expect(sent.filter((url) => url.endsWith("/SignUp"))).toEqual([]);
});

it("says of what is empty that it is needed, whatever rule it breaks", async () => {
  const { page } = await visitor({ width: 360 });
  await addToCart(page, clock);
  await beginCheckout(page);
  await page.getByRole("button", { name: "Place the order" }).click();
  for (const field of ["Street and number", "City", "Card number", "Expiry (MM / YY)", "Security code"])
    await expect.poll(() => page.getByLabel(field).getAttribute("aria-describedby")).toBeTruthy();
  await expect.poll(() => page.getByText("This is needed.").count()).toBe(6);
  expect(await page.getByText("This does not have the right form.").count()).toBe(0);
});

describe.each(WIDTHS)("staff at %i px", (width) => {
  it("changes a product while somebody else does: sees theirs beside their own, and loses nothing", async () => {
    const { page, open } = await visitor({ width });
    await open("/sign-in");
    await signIn(page, staff);
    await open(`/staff/products/${clock}`);
    const title = page.getByLabel("Title", { exact: true }).first();
    await title.fill(`Wall clock, mine at ${width}`);

    const headers = await (await signInStaff()).headers();
    const path = `/v1/products/${clock}`;
    const { etag } = (await get(`${path}/details`, headers)).body.productDetails;
    const theirs = `Wall clock, theirs at ${width}`;
    const answer = await send("PATCH", `${path}?update_mask=title`, { etag, title: theirs }, {}, headers);
    expect(answer.status).toBe(200);

    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Somebody else changed this product meanwhile").waitFor();
    await page.getByRole("radio", { name: new RegExp(`Take theirs.*${theirs}`) }).waitFor({ state: "attached" });
    await page.getByText("Keep mine").click();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Nothing is changed.").waitFor();
    const now = (await get(`${path}/details`, headers)).body.productDetails;
    expect(now.title).toBe(`Wall clock, mine at ${width}`);
  });

  it("imports a file: good lines are in, bad ones are told by line, and running it again is harmless", async () => {
    const { page, open } = await visitor({ width });
    await open("/sign-in");
    await signIn(page, staff);
    await open("/staff/import");
    const sku = `WEB-${randomUUID().slice(0, 8)}`;
    const lines = [
      "sku,title,description,category,weight_grams,price_krw,price_usd",
      `${sku},Brass hook,"Holds, and shines.",home,90,9000,7.50`,
      `${sku}-2,Paper lamp,Folds flat.,home,heavy,19000,15.00`,
    ];
    const buffer = Buffer.from(`${lines.join("\n")}\n`);
    await page.getByLabel("Choose a file").setInputFiles({ name: "products.csv", mimeType: "text/csv", buffer });
    await page.getByText("Imported, except for 1 line.").waitFor();
    expect(await page.getByRole("row", { name: /^3 / }).count()).toBe(1);
    expect(await figure("Made")).toBe("1");
    await page.getByRole("button", { name: "Run it again" }).click();
    // It is there already, as it is in the file: nothing is made, and the bad line is as bad as before.
    await expect.poll(() => figure("Made")).toBe("0");
    await page.getByText("Imported, except for 1 line.").waitFor();
    expect(await figure("Refused")).toBe("1");

    function figure(name: string): Promise<string | null> {
      return page
        .locator("div", { has: page.locator("dt", { hasText: name }) })
        .last()
        .locator("dd")
        .textContent();
    }
  });
});

it("takes a file that is dropped, shows how much of it is sent, and stops when it is told to", async () => {
  const { page, open, context } = await visitor();
  await open("/sign-in");
  await signIn(page, staff);
  await open("/staff/import");
  // As over a slow line; every line is refused, so that the shop stays as it is.
  const network = await context.newCDPSession(page);
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
  await network.send("Network.emulateNetworkConditions", slow);
  const dropped = await page.evaluateHandle(`(() => {
    const lines = "sku,title,description,category,weight_grams,price_krw\\n" + "DROPPED,Hook,,home,heavy,1\\n".repeat(50_000);
    const data = new DataTransfer();
    data.items.add(new File([lines], "dropped.csv", { type: "text/csv" }));
    return data;
  })()`);
  await page.getByLabel("Choose a file").dispatchEvent("drop", { dataTransfer: dropped });
  await page.getByRole("heading", { name: "Import of dropped.csv" }).waitFor();
  await page.getByText("The file is under way.").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("You cancelled it.").waitFor();
  await page.getByRole("button", { name: "Run it again" }).waitFor();
});
