// The choice on the page stands in the address, so that "this mug, in blue, from Namu House" can be sent to somebody.
import type { Offer, Product } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useSearchParams } from "wouter";
import { type Choice, choose } from "./choice.ts";

export interface Choosing extends Choice {
  readonly chooseOption: (purchaseOptionId: string) => void;
  readonly chooseSeller: (sellerId: string) => void;
}

export function useChoice(product: Product, offers: readonly Offer[]): Choosing {
  const [params, setParams] = useSearchParams();
  const wish = { option: params.get("option") ?? "", seller: params.get("seller") ?? "" };
  const set = (name: keyof typeof wish) => (value: string) => {
    const next = new URLSearchParams(Object.entries({ ...wish, [name]: value }).filter(([, wished]) => wished !== ""));
    setParams(next, { replace: true });
  };
  return { ...choose(product, offers, wish), chooseOption: set("option"), chooseSeller: set("seller") };
}
