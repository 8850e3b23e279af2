// Where somebody goes on after signing in: `?next=/path`. Anybody can write such a link, so only paths of this shop are followed.

export function signInPathTo(path: string): string {
  return `/sign-in?${new URLSearchParams({ next: path })}`;
}

/** @param search of the address, such as "?next=%2Fcheckout" */
export function readNextPath(search: string, origin: string): string {
  const next = new URLSearchParams(search).get("next") ?? "";
  // Browsers read "//host" and "/\host" as the address of another shop; the URL's own parser knows all that they do.
  if (!next.startsWith("/") || !URL.canParse(next, origin)) return "/";
  const { origin: target, pathname, search: query, hash } = new URL(next, origin);
  // A path that begins so would leave the shop when it is followed in its turn.
  if (target !== origin || pathname.startsWith("//")) return "/";
  return pathname + query + hash;
}
