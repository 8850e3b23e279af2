// One HTTP/1.1 exchange over connections that stay open: the body of a 200, or an error that quotes the answer.
import { type Agent, request } from "node:http";

const ANSWER_TIMEOUT_MS = 30_000;

/** A GET without a body, a POST of JSON with one. */
export function exchange(agent: Agent, url: URL, body?: string, more: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const headers =
      body === undefined
        ? more
        : { ...more, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const call = request(url, { agent, method, headers, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`${method} ${url.pathname} was answered with ${response.statusCode}: ${text}`));
      });
    });
    call.once("timeout", () => call.destroy(new Error(`${method} ${url.pathname} was not answered in time.`)));
    call.once("error", reject);
    call.end(body);
  });
}

/** Makes `count` calls, `inFlight` at a time, and answers with their results in the order of their ends. */
export async function closedLoop<T>(count: number, inFlight: number, call: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let begun = 0;
  const caller = async () => {
    while (begun++ < count) results.push(await call());
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  return results;
}
