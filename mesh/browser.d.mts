/** What to do where there is no browser. */
export const BROWSER_NEEDED: string;
/** The path of a Chromium's program, or undefined. CHROME_PATH comes first. */
export function findBrowser(env?: Readonly<Record<string, string | undefined>>): string | undefined;
