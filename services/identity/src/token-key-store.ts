// Token keys in PostgreSQL, where all instances find the same. With TOKEN_KEY_SECRET a private key lies there encrypted (AES-256-GCM),
// bound to its kid; without, as it is.
import { generateKeyPairSync, hkdfSync, randomBytes } from "node:crypto";
import type { Database } from "@meshmart/kit/database";
import type { TokenKey } from "@meshmart/kit/token-keys";
import { seal, unseal } from "./secret-box.ts";
import { isDue, type SigningKey, type TokenKeyTimes } from "./token-key.ts";

const LOCK = 7_236_291;
const SEALED = "sealed:";

export interface TokenKeyStore {
  /** Oldest first. Throws when one was sealed with another secret. */
  list(): Promise<StoredKeys>;
  /** Makes one if none is new enough. Of several instances that come at once, one does. */
  addIfDue(times: TokenKeyTimes): Promise<boolean>;
  /** The key has been published: from `leadMs` on it signs; at once when there is no other one. Said twice, the first time counts. */
  published(kid: string, leadMs: number): Promise<void>;
  /** Nobody shall sign with it any more. */
  withdraw(kid: string): Promise<void>;
  /** Whether it is there, and not withdrawn. */
  isLive(kid: string): Promise<boolean>;
  remove(kid: string): Promise<void>;
}

export interface StoredKeys {
  readonly keys: readonly SigningKey[];
  /** Kids of those that are withdrawn, by an operator or because they are spent. */
  readonly withdrawn: readonly string[];
  /** By the database's clock. */
  readonly now: number;
}

interface Row {
  kid: string;
  public_key: string;
  private_key: string;
  created_at: Date;
  sign_from: Date | null;
  withdrawn: boolean;
  now: Date;
}

export function createTokenKeyStore(sql: Database, secret: string | undefined): TokenKeyStore {
  const sealingKey =
    secret === undefined ? undefined : Buffer.from(hkdfSync("sha256", secret, "", "meshmart token keys", 32));
  const opened = new Map<string, string>();
  const open = ({ kid, private_key: stored }: Row): string => {
    if (!stored.startsWith(SEALED)) return stored;
    const known = opened.get(kid);
    if (known) return known;
    try {
      const privateKey = unseal(sealingKey!, kid, stored.slice(SEALED.length));
      opened.set(kid, privateKey);
      return privateKey;
    } catch {
      // The cause may hold key material: it stays here.
      throw new Error(
        `Token key ${kid} was sealed with ${secret === undefined ? "a" : "another"} TOKEN_KEY_SECRET. Set that one, or withdraw the key: its access tokens end then, sessions go on (README.md).`,
      );
    }
  };

  return {
    async list() {
      const rows = await sql<Row[]>`
        select token_keys.*, clock_timestamp() as now from token_keys order by created_at, kid`;
      const withdrawn = rows.filter((row) => row.withdrawn).map(({ kid }) => kid);
      const live = rows.filter((row) => !row.withdrawn);
      const keys = live.map((row) => ({
        kid: row.kid,
        jwk: jwkOf(row.kid, row.public_key),
        privateKey: open(row),
        createdAt: row.created_at.getTime(),
        signFrom: row.sign_from?.getTime(),
      }));
      for (const kid of opened.keys()) if (!keys.some((key) => key.kid === kid)) opened.delete(kid);
      return { keys, withdrawn, now: rows[0]?.now.getTime() ?? Date.now() };
    },
    async addIfDue(times) {
      return await sql.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${LOCK})`;
        const rows = await tx<{ created_at: Date }[]>`select created_at from token_keys where not withdrawn`;
        const [clock] = await tx<{ now: Date }[]>`select clock_timestamp() as now`;
        const { now } = clock!;
        const keys = rows.map(({ created_at }) => ({ createdAt: created_at.getTime() }));
        if (!isDue(keys, now.getTime(), times)) return false;
        const { kid, publicKey, privateKey } = newKey();
        const stored = sealingKey ? SEALED + seal(sealingKey, kid, privateKey) : privateKey;
        await tx`insert into token_keys (kid, public_key, private_key, created_at) values (${kid}, ${publicKey}, ${stored}, ${now})`;
        return true;
      });
    },
    async published(kid, leadMs) {
      await sql`
        update token_keys set sign_from = clock_timestamp() + case
          when exists (select from token_keys where sign_from is not null and not withdrawn) then make_interval(secs => ${leadMs / 1000})
          else interval '0' end
        where kid = ${kid} and sign_from is null`;
    },
    async withdraw(kid) {
      await sql`update token_keys set withdrawn = true where kid = ${kid}`;
    },
    async isLive(kid) {
      const rows = await sql`select 1 from token_keys where kid = ${kid} and not withdrawn`;
      return rows.length > 0;
    },
    async remove(kid) {
      await sql`delete from token_keys where kid = ${kid}`;
    },
  };
}

function newKey() {
  const pair = generateKeyPairSync("ed25519");
  return {
    kid: randomBytes(8).toString("hex"),
    publicKey: pair.publicKey.export({ format: "jwk" }).x!,
    privateKey: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

function jwkOf(kid: string, x: string): TokenKey {
  return { kty: "OKP", crv: "Ed25519", x, kid, alg: "EdDSA", use: "sig" };
}
