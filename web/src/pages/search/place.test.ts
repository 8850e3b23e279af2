import { expect, it } from "vitest";
import { beginningFor } from "./place.ts";

it("a link from elsewhere begins at the page that it names", () => {
  expect(beginningFor([], "c")).toBe("c");
  expect(beginningFor([["", "a"]], "c")).toBe("c");
  expect(beginningFor([], "")).toBe("");
});

it("going back to a page finds the list that it was part of", () => {
  expect(beginningFor([["", "a", "b"]], "b")).toBe("");
  expect(beginningFor([["b"], ["", "a", "b"]], "b")).toBe("");
});

it("scrolling through a list never changes to another one", () => {
  expect(
    beginningFor(
      [
        ["b", "c"],
        ["", "a", "b", "c"],
      ],
      "c",
      "b",
    ),
  ).toBe("b");
});

it("showing earlier products leaves the list that was begun in the middle", () => {
  expect(beginningFor([["b", "c"]], "", "b")).toBe("");
});
