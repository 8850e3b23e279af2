// A member of staff for suites that run without identity: a real token, whose key is published where every process looks.
import type { NatsConnection } from "@meshmart/kit/broker";
import { createTestTokens } from "@meshmart/kit/testing-tokens";

export async function staffHeaders(broker: NatsConnection): Promise<Record<string, string>> {
  const tokens = await createTestTokens(broker);
  return { authorization: `Bearer ${tokens.of("0190aaaa-0000-7000-8000-000000000001", "staff")}` };
}
