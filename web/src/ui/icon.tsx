// The shop's few signs, drawn on a grid of 24 with one stroke. They are decoration: words stand beside them, or a label on what holds them.
const PATHS = {
  cart: "M3 4h2l2.2 11h10.4L20 7H6M9 20a1 1 0 1 0 0-.01M17 20a1 1 0 1 0 0-.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8.5a7.5 7.5 0 0 1 15 0",
  check: "m5 12.5 4.5 4.5L19 7.5",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-10v5m0-8.5v.01",
  warning: "M12 4 2.8 20h18.4L12 4Zm0 6v5m0 2.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  next: "m9 5 7 7-7 7",
  previous: "m15 5-7 7 7 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  truck:
    "M2 6h12v10H2zM14 10h4l3 3v3h-7M6.5 19a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Zm11 0a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
  box: "m12 3 8 4.5v9L12 21l-8-4.5v-9L12 3Zm0 9 8-4.5M12 12v9m0-9L4 7.5",
  tag: "M3 12V4h8l10 10-8 8L3 12Zm4.5-4.5v.01",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
  undo: "M4 9h11a5 5 0 0 1 0 10h-4M4 9l4.5-4.5M4 9l4.5 4.5",
  trash: "M4 7h16M9 7V4h6v3m-8.500 0 1 13h9l1-13M10 11v5m4-5v5",
  settings:
    "M4 7h10m4 0h2M4 17h2m4 0h10M16 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Zm-8 10a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  filter: "M3 5h18l-7 8.500V20l-4-2v-4.500L3 5Z",
  shop: "M4 10v10h16V10M3 9l2-5h14l2 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0Zm6 11v-6h6v6",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 22 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
