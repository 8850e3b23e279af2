/** Makes it when it is first asked for, and keeps it: what a browser knows of a language takes it milliseconds to look up. */
export function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
