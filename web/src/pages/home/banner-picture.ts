import type { Banner } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";

/** Slug of the category that it leads to, or empty. */
export function categoryOf({ linkPath }: Banner): string {
  return /^\/categories\/([a-z0-9-]+)$/.exec(linkPath)?.[1] ?? "";
}

/** Three scenes are drawn wide; another category has its picture. */
export function picturePathOf(banner: Banner): string {
  const category = categoryOf(banner);
  if (category === "" || category === "home") return "/pictures/hero-home.svg";
  const scene = category === "kitchen" || category === "sports" ? "hero" : "category";
  return `/pictures/${scene}-${category}.svg`;
}
