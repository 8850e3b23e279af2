import { expect, it } from "vitest";
import { averageOf, noReviews, withStars } from "./rating.ts";

const ratingOf = (...stars: number[]) =>
  stars.reduce((rating, one, index) => withStars(rating, undefined, one, BigInt(index + 1)), noReviews("p"));

it("adds up what is written, changed and taken back", () => {
  const written = ratingOf(5, 4, 5, 1);
  expect(written).toEqual({ productId: "p", reviewCount: 4, starsSum: 15, histogram: [1, 0, 0, 1, 2], version: 4n });
  const changed = withStars(written, 1, 3, 9n);
  expect(changed).toEqual({ productId: "p", reviewCount: 4, starsSum: 17, histogram: [0, 0, 1, 1, 2], version: 9n });
  const left = withStars(changed, 5, undefined, 10n);
  expect(left).toEqual({ productId: "p", reviewCount: 3, starsSum: 12, histogram: [0, 0, 1, 1, 1], version: 10n });
});

it("is nothing again when the last review is taken back", () => {
  expect(withStars(ratingOf(2), 2, undefined, 2n)).toEqual({ ...noReviews("p"), version: 2n });
});

it.each([
  [[], 0],
  [[4], 4],
  [[4, 5], 4.5],
  [[1, 1, 2], 1.33],
  [[1, 2, 2], 1.67],
  [[5, 5, 5, 5, 5, 5, 5, 4], 4.88],
])("has of %j the mean %d, in hundredths", (stars, mean) => {
  expect(averageOf(ratingOf(...stars))).toBe(mean);
});
