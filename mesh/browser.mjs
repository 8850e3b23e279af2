// Where this machine's Chromium is: the shop's tests and screenshots drive a real browser. Plain JavaScript, as the set-up asks it before
// anything is installed.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge-stable"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

/** What to do where there is none. */
export const BROWSER_NEEDED =
  "The shop's tests need Chromium, Chrome or Edge: install one (on Debian and Ubuntu `apt install chromium`), or name its program by CHROME_PATH.";

/** The path of a Chromium's program, or undefined. CHROME_PATH comes first. */
export function findBrowser(env = process.env) {
  if (env.CHROME_PATH) return isProgram(env.CHROME_PATH) ? env.CHROME_PATH : undefined;
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...MAC].find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
