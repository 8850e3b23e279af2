// The shape of what is being loaded, so that nothing jumps when it arrives. Silent for screen readers: the region around it is busy.
import styles from "./skeleton.module.css";

export function Skeleton({ width, height = "1em" }: { readonly width?: string; readonly height?: string }) {
  return <span aria-hidden="true" className={styles.skeleton} style={{ width, height }} />;
}
