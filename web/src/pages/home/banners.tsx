// The home slot's banners: the most important large, the others beside it.
import type { Banner } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { Link } from "wouter";
import { classes } from "../../ui/classes.ts";
import { categoryOf, picturePathOf } from "./banner-picture.ts";
import styles from "./banners.module.css";

const MAX_BANNERS = 3;

export function Banners({ banners }: { readonly banners: readonly Banner[] }) {
  if (banners.length === 0) return null;
  return (
    <div className={styles.banners}>
      {banners.slice(0, MAX_BANNERS).map((banner, index) => (
        <BannerCard key={banner.bannerId} banner={banner} index={index} />
      ))}
    </div>
  );
}

function BannerCard({ banner, index }: { readonly banner: Banner; readonly index: number }) {
  const { title, text, linkPath } = banner;
  const content = (
    <>
      <span className={styles.words}>
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
      <img
        className={styles.picture}
        src={picturePathOf(banner)}
        alt=""
        width={1200}
        height={480}
        fetchPriority={index === 0 ? "high" : "low"}
      />
    </>
  );
  const className = classes(styles.banner, index === 0 && styles.first);
  return linkPath ? (
    <Link href={linkPath} className={className} data-tint={categoryOf(banner)}>
      {content}
    </Link>
  ) : (
    <div className={className} data-tint="">
      {content}
    </div>
  );
}
