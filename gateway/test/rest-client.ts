// A client of REST, for tests: the answer as text and as JSON.
export const JSON_HEADERS = { "content-type": "application/json" };

/** `url` is asked at each call: the gateway starts when the tests do. */
export function createRestClient(url: () => string) {
  async function get(path: string, init: RequestInit = {}) {
    const response = await fetch(url() + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  }
  const send = (method: string, path: string, body: unknown, headers: Record<string, string> = JSON_HEADERS) =>
    get(path, { method, headers, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { get, send };
}
