import { useEffect } from "react";

/** The page's title in the browser's tab: "Stoneware mug · Meshmart". */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Meshmart` : "Meshmart";
  }, [title]);
}
