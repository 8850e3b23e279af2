// Who is signed in, in every tab alike. The tokens are cookies that no script can read; what lies in localStorage is only what the header
// shows, and tells the tabs of each other's sign-in and sign-out.

export interface SignedIn {
  readonly customerId: string;
  readonly email: string;
  readonly displayName: string;
  readonly isStaff: boolean;
}

/** Why nobody is signed in: who signed out knows it, who was signed out should be told. */
export type Ending = "signed-out" | "expired";

const KEY = "meshmart.session";

let current = read();
let ending: Ending = "signed-out";
/** Whether the mesh has taken the session since the page was loaded. Before that nobody was at work with it, and its end is not worth a word. */
let isProven = false;
const listeners = new Set<() => void>();

export const session = {
  get current(): SignedIn | undefined {
    return current;
  },
  get ending(): Ending {
    return ending;
  },
  prove(): void {
    isProven = true;
  },
  begin(signedIn: SignedIn): void {
    isProven = true;
    localStorage.setItem(KEY, JSON.stringify(signedIn));
    change(signedIn, "signed-out");
  },
  end(why: Ending): void {
    localStorage.removeItem(KEY);
    change(undefined, isProven ? why : "signed-out");
  },
  /** Called after each change, whichever tab made it. Answers with what stops it. */
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

// Fired in every tab but the one that wrote.
addEventListener("storage", ({ key }) => {
  if (key !== KEY && key !== null) return;
  isProven = true;
  change(read(), "signed-out");
});

function change(signedIn: SignedIn | undefined, why: Ending): void {
  if (isSame(signedIn, current) && why === ending) return;
  current = signedIn;
  ending = why;
  for (const listener of listeners) listener();
}

function isSame(a: SignedIn | undefined, b: SignedIn | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function read(): SignedIn | undefined {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? undefined;
  } catch {
    return undefined; // Written by another version: whoever is signed in signs in again.
  }
}
