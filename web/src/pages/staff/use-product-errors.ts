// What is wrong with a product's fields, whoever says it: the form (no number), the contract's rules, or the catalog.
import { useState } from "react";
import { isUnauthenticated, reasonOf } from "../../api/errors.ts";
import { useFocusInvalid, useViolations, type Violations } from "../../api/validation.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useViolationMessage } from "../../i18n/violation-messages.ts";
import { staffReasons } from "./staff-reasons.ts";

export interface ProductErrors extends Pick<Violations, "check"> {
  /** By path within the product. */
  readonly of: (path: string) => string | undefined;
  readonly setUnreadable: (paths: readonly string[]) => void;
  readonly show: (error: unknown) => void;
  /** Whether a field says it, or the dialog of a session that ended, so that the form need not. */
  readonly isShown: (error: unknown) => boolean;
}

export function useProductErrors(): ProductErrors {
  const { of, check, show } = useViolations();
  const describe = useErrorMessage(staffReasons);
  const describeRule = useViolationMessage();
  const [unreadable, setUnreadable] = useState<readonly string[]>([]);
  const [refusal, setRefusal] = useState<unknown>();
  useFocusInvalid(unreadable.length > 0 && unreadable);
  useFocusInvalid(reasonOf(refusal) === "SKU_TAKEN" && refusal);
  return {
    check: (...args) => {
      setRefusal(undefined);
      return check(...args);
    },
    of: (path) => {
      if (unreadable.includes(path)) return describeRule("form.pattern", "");
      if (path === "sku" && reasonOf(refusal) === "SKU_TAKEN") return describe(refusal);
      // The contract's rules name the field within the request, the catalog within the product.
      return of(`product_details.${path}`) ?? of(path);
    },
    setUnreadable,
    show: (error) => {
      setRefusal(error);
      show(error);
    },
    isShown: (error) => isUnauthenticated(error) || ["SKU_TAKEN", "PRODUCT_INVALID"].includes(reasonOf(error)),
  };
}
