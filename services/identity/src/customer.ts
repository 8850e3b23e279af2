// Customers: who they are, and what their address, name and password must be like. Pure.
import { DomainError } from "@meshmart/kit/errors";

export type Role = "customer" | "staff";

export interface Customer {
  readonly customerId: string;
  /** In lower case. */
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly createdAt: Date;
}

/** As it is stored and compared: people do not type their address the same way twice. */
export function normalizeEmail(email: string): string {
  return email.trim().toLowerCase();
}

export function checkedDisplayName(name: string): string {
  const trimmed = name.trim();
  if (trimmed !== "") return trimmed;
  throw new DomainError("invalid", "DISPLAY_NAME_BLANK", "display_name needs more than spaces.", {
    field: "display_name",
  });
}

const FEWEST_CHARACTERS = 4;
/** Of at least eight characters, from the top of every list of leaked passwords. */
const COMMON = new Set(
  `password password1 password12 password123 passw0rd p@ssw0rd p@ssword iloveyou sunshine princess football baseball superman
  starwars whatever computer trustno1 letmein1 letmein123 welcome1 welcome123 admin123 administrator abcd1234 abc12345 a1b2c3d4
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 1q2w3e4r 1q2w3e4r5t 1qaz2wsx zaq12wsx asdfghjk asdfghjkl zxcvbnm1 q1w2e3r4
  changeme secret123 dragon123 monkey123 master123 hello123 pokemon1 michelle jennifer victoria corvette mercedes liverpool
  chocolate butterfly meshmart meshmart1`.split(/\s+/),
);

/** Throws for what is tried first: common ones, runs and repetitions, and the customer's own address or name. */
export function checkPassword(password: string, email: string, displayName: string): void {
  const plain = password.toLowerCase();
  const own = [email, email.split("@")[0]!, displayName.toLowerCase()];
  const weak =
    COMMON.has(plain) || new Set(plain).size < FEWEST_CHARACTERS || isRun(plain) || own.some((word) => plain === word);
  if (!weak) return;
  const message = "This password is among the first that would be tried. Take a longer one, such as four words.";
  throw new DomainError("invalid", "PASSWORD_TOO_WEAK", message, { field: "password" });
}

/** Whether each character follows the one before: 12345678, hgfedcba. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (character) => character.codePointAt(0)!);
  return [1, -1].some((step) => codes.every((code, index) => index === 0 || code - codes[index - 1]! === step));
}

export function emailTaken(): DomainError {
  const message = "Somebody has signed up with this address. Sign in, or take another address.";
  return new DomainError("exists", "EMAIL_TAKEN", message, { field: "email" });
}

/** The same for an unknown address and a wrong password: nobody learns who is a customer. */
export function wrongCredentials(): DomainError {
  return new DomainError("unauthenticated", "WRONG_CREDENTIALS", "The address or the password is not right.");
}

export function customerMissing(): DomainError {
  return new DomainError("missing", "CUSTOMER_NOT_FOUND", "This customer does not exist any more.");
}
