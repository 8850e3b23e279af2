// Between the suite's headers and those of Connect.
import type { Header } from "./contract.ts";

export function appendTo(headers: Headers, from: readonly Header[]): Headers {
  for (const { name, value } of from) for (const one of value) headers.append(name, one);
  return headers;
}

export function toList(headers: Headers): Header[] {
  return [...headers].map(([name, value]) => ({ name, value: [value] }));
}
