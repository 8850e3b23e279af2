// A browser as far as the gateway can tell: it keeps cookies by path, keeps them from scripts, and says where a request comes from.

interface Kept {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** As set, for a test to look at. */
  readonly attributes: string;
}

export class Browser {
  #kept: Kept[] = [];
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  cookie(name: string, path = "/"): Kept | undefined {
    return this.#kept.find((one) => one.name === name && one.path === path);
  }

  get names(): string[] {
    return [...new Set(this.#kept.map(({ name }) => name))].sort();
  }

  /** As if it had been set long ago. */
  set(name: string, value: string, path = "/"): void {
    this.#keep(`${name}=${value}; Path=${path}`);
  }

  /** What a page of the gateway's own origin fetches. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const { pathname } = new URL(input instanceof Request ? input.url : input, this.url);
    const headers = new Headers(init.headers);
    if (!headers.has("sec-fetch-site")) headers.set("sec-fetch-site", "same-origin");
    const sent = this.#kept.filter(({ path }) => matches(pathname, path)).map(({ name, value }) => `${name}=${value}`);
    if (sent.length > 0) headers.set("cookie", sent.join("; "));
    const response = await fetch(input instanceof Request ? input : new URL(input, this.url), { ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  };

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const [name = "", value = ""] = pair.split("=", 2);
    const path = attributes.find((one) => one.startsWith("Path="))!.slice("Path=".length);
    this.#kept = this.#kept.filter((one) => one.name !== name || one.path !== path);
    if (!attributes.includes("Max-Age=0")) this.#kept.push({ name, value, path, attributes: attributes.join("; ") });
  }
}

/** https://www.rfc-editor.org/rfc/rfc6265#section-5.1.4 */
function matches(pathname: string, path: string): boolean {
  return pathname === path || (pathname.startsWith(path) && (path.endsWith("/") || pathname[path.length] === "/"));
}
