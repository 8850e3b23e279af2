// What something costs, line by line, and the sum of it.
import type { ReactNode } from "react";
import styles from "./amounts.module.css";

export interface Amount {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly kind?: "good" | "total";
}

export function Amounts({ amounts }: { readonly amounts: readonly (Amount | undefined)[] }) {
  return (
    <dl className={styles.amounts}>
      {amounts
        .filter((amount) => amount !== undefined)
        .map(({ label, value, kind }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is what stands at its place
          <div key={index} className={styles.row} data-kind={kind}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
