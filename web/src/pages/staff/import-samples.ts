// What a file for an import looks like, to be downloaded and filled in. Made here: nothing is fetched.

const PRODUCTS = [
  {
    sku: "SAMPLE-1",
    title: "Linen tea towel",
    description: 'Washed linen, 45 x 70 cm. "Dries before you are done."',
    category: "kitchen",
    weight_grams: 120,
    price_krw: "14000",
    price_usd: "10.50",
    picture_path: "",
  },
  {
    sku: "SAMPLE-2",
    title: "나무 주걱",
    description: "참나무를 깎아 만든 주걱입니다.",
    category: "kitchen",
    weight_grams: 60,
    price_krw: "7000",
    price_usd: "",
    picture_path: "",
  },
] as const;

export const FORMATS = [
  { extensions: ["csv"], contentType: "text/csv", name: "CSV" },
  { extensions: ["ndjson", "jsonl"], contentType: "application/x-ndjson", name: "NDJSON" },
] as const;

export type Format = (typeof FORMATS)[number];

/** By its name, and else by what the browser takes it for. Undefined: it is neither. */
export function formatOf(file: Pick<File, "name" | "type">): Format | undefined {
  const extension = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  return (
    FORMATS.find(({ extensions }) => (extensions as readonly string[]).includes(extension)) ??
    FORMATS.find(({ contentType }) => contentType === file.type)
  );
}

export function sampleOf({ name }: Format): string {
  if (name === "NDJSON") return PRODUCTS.map((product) => `${JSON.stringify(product)}\n`).join("");
  const lines = [Object.keys(PRODUCTS[0]), ...PRODUCTS.map((product) => Object.values(product))];
  return lines.map((cells) => `${cells.map(cellOf).join(",")}\n`).join("");
}

function cellOf(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function download(name: string, contentType: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: contentType }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
