// Keeps in the address which page of the results is looked at, so that reloading, going back or sending the link finds it again.
import { type RefObject, useEffect } from "react";
import { navigate } from "wouter/use-browser-location";

/** The page that crosses this line, a third down the window, is the one that is looked at. */
const LINE = "-33% 0px -66% 0px";

/** `pathOf` gives the address at a page. The pages are the children of the list with `data-page`, which holds their tokens. */
export function usePlace(
  list: RefObject<HTMLElement | null>,
  pageCount: number,
  pathOf: (from: string) => string,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: a further page is another element to watch
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const page = entries.find(({ isIntersecting }) => isIntersecting)?.target as HTMLElement | undefined;
        if (!page) return;
        const path = pathOf(page.dataset.page ?? "");
        if (path !== location.pathname + location.search) navigate(path, { replace: true, state: history.state });
      },
      { rootMargin: LINE },
    );
    for (const page of list.current?.querySelectorAll("[data-page]") ?? []) observer.observe(page);
    return () => observer.disconnect();
  }, [list, pageCount, pathOf]);
}
