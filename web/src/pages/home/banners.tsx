// The home slot's banners: the most important large, the others beside it.
import type { Banner } from "@meshmart/gen/meshmart/promotions/v1/promotions_pb";
import { Link } from "wouter";
import { classes } from "../../ui/classes.ts";
import { Skeleton } from "../../ui/skeleton.tsx";
import styles from "./banners.module.css";

const HEROES = 3;

export function Banners({
  banners,
}: {
  /** Undefined while they are loaded. */ readonly banners: readonly Banner[] | undefined;
}) {
  if (!banners) {
    return (
      <div className={styles.banners} aria-hidden="true">
        <div className={classes(styles.banner, styles.first)}>
          <Skeleton height="100%" />
        </div>
      </div>
    );
  }
  if (banners.length === 0) return null;
  return (
    <div className={styles.banners}>
      {banners.slice(0, HEROES).map((banner, index) => (
        <BannerCard key={banner.bannerId} banner={banner} index={index} />
      ))}
    </div>
  );
}

function BannerCard({ banner: { title, text, linkPath }, index }: { readonly banner: Banner; readonly index: number }) {
  const content = (
    <>
      <img
        className={styles.hero}
        src={`/pictures/hero-${index + 1}.svg`}
        alt=""
        width={1200}
        height={480}
        fetchPriority={index === 0 ? "high" : "low"}
      />
      <span className={styles.words}>
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
    </>
  );
  const className = classes(styles.banner, index === 0 && styles.first);
  return linkPath ? (
    <Link href={linkPath} className={className}>
      {content}
    </Link>
  ) : (
    <div className={className}>{content}</div>
  );
}
