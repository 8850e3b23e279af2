// What a browser does when it opens a page, and a page that draws the next one itself must do too: begin at the top, and tell
// screen readers where one is by putting the focus on the heading. Going back keeps the place, as the browser remembers it.
import { useEffect, useRef } from "react";
import { useLocation } from "wouter";

export function useNavigationEffects(): void {
  const [path] = useLocation();
  const isFirst = useRef(true);
  const wentBack = useRef(false);

  useEffect(() => {
    const notice = () => {
      wentBack.current = true;
    };
    addEventListener("popstate", notice);
    return () => removeEventListener("popstate", notice);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what changes
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    if (!wentBack.current) scrollTo(0, 0);
    wentBack.current = false;
    return whenHeadingAppears((heading) => {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    });
  }, [path]);
}

/** A page's code and data may come later than its address. */
function whenHeadingAppears(act: (heading: HTMLElement) => void): () => void {
  const main = document.getElementById("main")!;
  const find = () => main.querySelector<HTMLElement>("h1");
  const observer = new MutationObserver(() => {
    const heading = find();
    if (!heading) return;
    observer.disconnect();
    act(heading);
  });
  const heading = find();
  if (heading) act(heading);
  else observer.observe(main, { childList: true, subtree: true });
  return () => observer.disconnect();
}
