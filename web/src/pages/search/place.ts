// Where in a list of results somebody is. A list is read page by page from where it was begun; its pages are known by their tokens.

/** The tokens of the pages of a list that is in memory, from the one it was begun at. */
export type ListPages = readonly string[];

/**
 * The page to begin a list at, for an address that names the page `from`: where the list in memory that has it was begun, so that going
 * back finds all that was loaded; otherwise the page itself, as a link from elsewhere does. `begun` is where the list on the page was.
 */
export function beginningFor(lists: readonly ListPages[], from: string, begun?: string): string {
  const having = lists.filter((pages) => pages.includes(from));
  if (begun !== undefined && (begun === from || having.some((pages) => pages[0] === begun))) return begun;
  const longest = having.reduce<ListPages>((best, pages) => (pages.length > best.length ? pages : best), []);
  return longest[0] ?? from;
}
