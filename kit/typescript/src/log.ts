// Structured logs: one JSON line an event on stdout, with the trace id of the call that is being served.
// Payloads are never logged; fields named like secrets are removed should one slip in.
import { type Logger, pino } from "pino";
import { currentCall } from "./call-context.ts";

export type { Logger };

const SECRETS = [
  "password",
  "token",
  "paymentToken",
  "number",
  "accountNumber",
  "securityCode",
  "authorization",
  "cookie",
];

export function createLogger(service: string, instance: string): Logger {
  return pino(
    {
      level: process.env.LOG_LEVEL ?? "info",
      base: { service, instance },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...SECRETS, ...SECRETS.map((name) => `*.${name}`)], remove: true },
      mixin: () => {
        const call = currentCall();
        return call ? { traceId: call.trace.traceId } : {};
      },
    },
    pino.destination({ dest: 1, sync: true }),
  );
}
