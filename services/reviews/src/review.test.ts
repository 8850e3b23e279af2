import { expect, it } from "vitest";
import { type Draft, mustBeText, rewrite } from "./review.ts";

const draft: Draft = { productId: "p", customerId: "c", authorName: "Minji", stars: 5, title: "Warm", text: "Keeps." };
const [monday, tuesday] = [new Date("2026-04-06T00:00:00Z"), new Date("2026-04-07T00:00:00Z")];
const written = rewrite(draft, undefined, monday)!;

it("remembers when it was first and when it was last written", () => {
  expect(written).toEqual({ ...draft, createdAt: monday, updatedAt: monday });
  expect(rewrite({ ...draft, text: "Broke." }, written, tuesday)).toEqual({
    ...draft,
    text: "Broke.",
    createdAt: monday,
    updatedAt: tuesday,
  });
});

it("changes nothing when it says so already", () => {
  expect(rewrite(draft, written, tuesday)).toBeUndefined();
  for (const change of [{ authorName: "M." }, { stars: 4 }, { title: "Warm!" }, { text: "Keeps. " }])
    expect(rewrite({ ...draft, ...change }, written, tuesday)).toMatchObject(change);
});

it("is never changed before it was written, whatever the clocks say", () => {
  const early = rewrite({ ...draft, stars: 1 }, { ...written, createdAt: tuesday, updatedAt: tuesday }, monday)!;
  expect(early.updatedAt).toEqual(tuesday);
});

it.each(["<script>alert(1)</script>", "👍🏽 좋아요\n\t", "' OR 1=1; --", "\u202etfel", "\ufeffBOM", "\u0001"])(
  "takes any text as it is: %j",
  (text) => {
    expect(() => mustBeText({ authorName: text, title: text, text })).not.toThrow();
  },
);

it.each(["a\0b", "half \ud83d", "\udc4d half"])("refuses what is no text, naming the field: %j", (value) => {
  const good = { authorName: "M", title: "T", text: "" };
  for (const [change, field] of [
    [{ authorName: value }, "author_name"],
    [{ title: value }, "title"],
    [{ text: value }, "text"],
  ] as const) {
    const expected = { situation: "invalid", reason: "TEXT_NOT_STORABLE", metadata: { field } };
    expect(() => mustBeText({ ...good, ...change })).toThrow(expect.objectContaining(expected));
  }
});
