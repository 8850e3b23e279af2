// Passwords as scrypt hashes (N = 2^15, r = 8, p = 1: 32 MiB and about a tenth of a second each), their parameters kept with them.
// Few are computed at once, few more may wait: beyond that the caller is told to come back, so that a flood of sign-ins takes neither
// the memory nor all threads of the process, and nobody waits for longer than a few seconds.
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { DomainError } from "@meshmart/kit/errors";

const PARAMETERS = { logN: 15, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** libuv has four threads, and file and DNS work needs some. */
const AT_ONCE = 2;
const MAX_WAITING = 32;
const FORMAT = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([\w-]+)\$([\w-]+)$/;

export interface PasswordHashes {
  /** `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`. */
  hash(password: string): Promise<string>;
  /** Without a hash it does the same work, and is false: a sign-in takes its time whether or not there is such a customer. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

/** Both reject with RESOURCE_EXHAUSTED (SIGN_IN_OVERLOADED) when too many wait already. */
export function createPasswordHashes(atOnce = AT_ONCE, maxWaiting = MAX_WAITING): PasswordHashes {
  const inTurn = createTurns(atOnce, maxWaiting);
  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const hash = await inTurn(() => derive(password, salt, PARAMETERS));
      const { logN, r, p } = PARAMETERS;
      return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString("base64url")}$${hash.toString("base64url")}`;
    },
    async verify(password, hash = NOBODYS) {
      const [, logN, r, p, salt, expected] = FORMAT.exec(hash) ?? [];
      if (!salt || !expected) throw new Error("A stored password hash is not in a format that this version knows.");
      const parameters = { logN: Number(logN), r: Number(r), p: Number(p) };
      const actual = await inTurn(() => derive(password, Buffer.from(salt, "base64url"), parameters));
      return timingSafeEqual(actual, Buffer.from(expected, "base64url")) && hash !== NOBODYS;
    },
  };
}

/** What no password has, made anew by each process. */
const NOBODYS = `$scrypt$ln=${PARAMETERS.logN},r=${PARAMETERS.r},p=${PARAMETERS.p}$${randomBytes(SALT_BYTES).toString("base64url")}$${randomBytes(HASH_BYTES).toString("base64url")}`;

function derive(password: string, salt: Buffer, { logN, r, p }: typeof PARAMETERS): Promise<Buffer> {
  const N = 2 ** logN;
  // The same text typed on another keyboard may have other code points.
  const text = password.normalize("NFKC");
  return new Promise((resolve, reject) => {
    scrypt(text, salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, hash) =>
      error ? reject(error) : resolve(hash),
    );
  });
}

/** Runs `atOnce` at a time, in order of arrival; rejects when `maxWaiting` wait already. */
function createTurns(atOnce: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting) throw overloaded();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The turn goes from hand to hand: nobody who comes now overtakes.
      if (next) next();
      else running--;
    }
  };
}

function overloaded(): DomainError {
  const message = "Too many people are signing in at this moment. Try again in a moment.";
  return new DomainError("too_many", "SIGN_IN_OVERLOADED", message);
}
