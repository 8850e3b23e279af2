import styles from "./logo.module.css";

/** Threads that cross: a mesh, and an M. */
export function Logo() {
  return (
    <span className={styles.logo}>
      <svg aria-hidden="true" width="30" height="30" viewBox="0 0 32 32">
        <rect width="32" height="32" rx="9" fill="var(--brand)" />
        <path
          d="M8 23V10l8 9 8-9v13M8 16.500h16"
          fill="none"
          stroke="var(--on-brand)"
          strokeWidth="2.600"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span>Meshmart</span>
    </span>
  );
}
