import { type RefObject, useEffect, useEffectEvent } from "react";

/** Calls `act` when the element comes near the window, while `enabled`. */
export function useNear(element: RefObject<HTMLElement | null>, enabled: boolean, act: () => void): void {
  const onNear = useEffectEvent(act);
  useEffect(() => {
    if (!enabled || !element.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onNear(), {
      rootMargin: "600px",
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element, enabled]);
}
