// What identity reads from the environment beside what every service does. Complete, or refused with a sentence that names the variable.
import type { TokenKeyTimes } from "./token-key.ts";

const MIN_SECRET_LENGTH = 32;
const DAY_MS = 86_400_000;

export interface Settings {
  /** Whether the accounts of the demo are made. */
  readonly demoAccounts: boolean;
  /** Private keys are encrypted with it. */
  readonly tokenKeySecret: string | undefined;
  readonly times: TokenKeyTimes;
}

type Environment = Record<string, string | undefined>;

export function readSettings(env: Environment = process.env): Settings {
  const demo = env.DEMO_ACCOUNTS || "on";
  if (demo !== "on" && demo !== "off") throw new Error(`DEMO_ACCOUNTS must be "on" or "off", not "${demo}".`);
  const tokenKeySecret = env.TOKEN_KEY_SECRET || undefined;
  if (tokenKeySecret !== undefined && tokenKeySecret.length < MIN_SECRET_LENGTH) {
    throw new Error(
      `TOKEN_KEY_SECRET needs ${MIN_SECRET_LENGTH} characters or more: take what \`openssl rand -base64 32\` prints.`,
    );
  }
  return {
    demoAccounts: demo === "on",
    tokenKeySecret,
    times: {
      rotateMs: readMs(env, "TOKEN_KEY_ROTATE_MS", DAY_MS),
      leadMs: readMs(env, "TOKEN_KEY_LEAD_MS", 10_000),
      tokenMs: readMs(env, "ACCESS_TOKEN_MS", 300_000),
    },
  };
}

function readMs(env: Environment, name: string, byDefault: number): number {
  const value = Number(env[name] || byDefault);
  if (Number.isInteger(value) && value >= 100 && value <= 365 * DAY_MS) return value;
  throw new Error(`${name} must be a number of milliseconds from 100 to a year's, not "${env[name]}".`);
}
