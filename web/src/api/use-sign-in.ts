// What belongs to signing in and out beside the call itself: the tabs are told, and what a guest had in the cart comes along.

import { createClient } from "@connectrpc/connect";
import { useMutation, useTransport } from "@connectrpc/connect-query";
import { CartService } from "@meshmart/gen/meshmart/cart/v1/cart_pb";
import type { Customer } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { defineMessages, plural, useMessages } from "../i18n/messages.ts";
import { usePreferences } from "../i18n/use-preferences.ts";
import { toast } from "../ui/toasts.tsx";
import { useKeepCart } from "./cart.ts";
import { isUnauthenticated } from "./errors.ts";
import { IdentityService, signedInOf } from "./identity.ts";
import { session } from "./session.ts";

const messages = defineMessages({
  en: {
    merged: (count: number) =>
      `${plural(count, "item")} that you chose before signing in ${count === 1 ? "is" : "are"} in your cart.`,
    notMerged:
      "What you chose before signing in could not be moved to your cart yet. It will be when you sign in next.",
  },
  ko: {
    merged: (count: number) => `로그인 전에 담은 상품 ${count}개를 장바구니에 옮겼습니다.`,
    notMerged: "로그인 전에 담은 상품을 아직 옮기지 못했습니다. 다음에 로그인할 때 옮겨 드립니다.",
  },
});

/** To be called with the customer that SignIn or SignUp answered with. */
export function useBeginSession(): (customer: Customer) => Promise<void> {
  const transport = useTransport();
  const keepCart = useKeepCart();
  const { currency: currencyCode } = usePreferences();
  const t = useMessages(messages);
  return async (customer) => {
    session.begin(signedInOf(customer));
    try {
      const { cart, mergedItemCount } = await createClient(CartService, transport).mergeCart({ currencyCode });
      if (mergedItemCount > 0) toast(t.merged(mergedItemCount));
      keepCart(cart);
    } catch {
      // Signed in all the same. The guest's cart is still there, and merging it may be repeated.
      toast(t.notMerged, "bad");
    }
  };
}

export function useSignOut() {
  return useMutation(IdentityService.method.signOut, {
    onSuccess: () => session.end("signed-out"),
    // A session that has ended already is what was asked for.
    onError: (error) => {
      if (isUnauthenticated(error)) session.end("signed-out");
    },
  });
}
