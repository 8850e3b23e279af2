// A rating: what a product's reviews add up to. Knows no database and no transport.

export interface Rating {
  readonly productId: string;
  readonly reviewCount: number;
  readonly starsSum: number;
  /** Number of reviews with 1, 2, 3, 4 and 5 stars. */
  readonly histogram: readonly number[];
  /** Grows with each change. */
  readonly version: bigint;
}

export function noReviews(productId: string): Rating {
  return { productId, reviewCount: 0, starsSum: 0, histogram: [0, 0, 0, 0, 0], version: 0n };
}

/** The rating after a review went from some stars to others; undefined: before it was written, or after it was taken back. */
export function withStars(rating: Rating, from: number | undefined, to: number | undefined, version: bigint): Rating {
  return {
    productId: rating.productId,
    reviewCount: rating.reviewCount + (to === undefined ? 0 : 1) - (from === undefined ? 0 : 1),
    starsSum: rating.starsSum + (to ?? 0) - (from ?? 0),
    histogram: rating.histogram.map((count, index) => count + Number(index + 1 === to) - Number(index + 1 === from)),
    version,
  };
}

/** Mean of the stars, rounded to hundredths; zero without reviews. */
export function averageOf({ reviewCount, starsSum }: Rating): number {
  return reviewCount === 0 ? 0 : Math.round((starsSum * 100) / reviewCount) / 100;
}
