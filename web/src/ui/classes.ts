/** Joins what is given: `classes(styles.button, isWide && styles.wide)`. */
export function classes(...names: readonly (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
