import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@meshmart/gen/google/type/money_pb";
import { describe, expect, test } from "vitest";
import { type Draft, dropDraft, loadDraft, newDraft, saveDraft } from "./draft.ts";

describe("a checkout's draft", () => {
  test("is after a reload what it was before, its request_id included", () => {
    const storage = memory();
    const price = create(MoneySchema, { currencyCode: "KRW", units: 12900n });
    const draft: Draft = {
      ...newDraft({ countryCode: "KR", recipient: "김민지" }),
      seen: new Map([["mug/ocean/", price]]),
      sent: { orderBefore: "", lines: [] },
    };
    saveDraft(draft, storage);
    expect(loadDraft(storage)).toEqual(draft);
    dropDraft(storage);
    expect(loadDraft(storage)).toBeUndefined();
  });

  test("of another version counts as none", () => {
    const storage = memory();
    storage.setItem("meshmart.checkout", '{"version":0}');
    expect(loadDraft(storage)).toBeUndefined();
  });
});

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    length: 0,
    key: () => null,
    clear: () => items.clear(),
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
