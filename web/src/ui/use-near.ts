import { type RefObject, useEffect, useEffectEvent } from "react";

/** Calls `act` when the element is within so many pixels of the window, while `enabled`. */
export function useNear(
  element: RefObject<HTMLElement | null>,
  enabled: boolean,
  act: () => void,
  withinPixels = 600,
): void {
  const onNear = useEffectEvent(act);
  useEffect(() => {
    if (!enabled || !element.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), {
      rootMargin: `${withinPixels}px`,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, enabled, withinPixels]);
}
