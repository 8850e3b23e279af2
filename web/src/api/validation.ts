// The contract's rules (buf.validate) in forms: checked before a request is sent, with the mesh's own validator, so that no form knows a
// length or a pattern. The validator is fetched when a form first needs it.
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { pathToString } from "@bufbuild/protobuf/reflect";
import { useCallback, useEffect, useState } from "react";
import { useRefusalMessage, useViolationMessage } from "../i18n/violation-messages.ts";
import { violationsOf } from "./errors.ts";

export interface Violations {
  /** By the field's path in the request, named as the contract names it: "address.postal_code". */
  readonly of: (field: string) => string | undefined;
  /** Whether the request breaks no rule; otherwise the violations are shown from then on. */
  readonly check: <S extends DescMessage>(schema: S, request: MessageShape<S>) => Promise<boolean>;
  /** Shows what the mesh said of fields, if it did. */
  readonly show: (error: unknown) => void;
}

export function useViolations(): Violations {
  const [found, setFound] = useState<ReadonlyMap<string, string>>(new Map());
  const describe = useViolationMessage();
  const describeRefusal = useRefusalMessage();
  useFocusInvalid(found.size > 0 && found);

  const check: Violations["check"] = useCallback(
    async (schema, request) => {
      const violations = (await loadValidator())(schema, request);
      setFound(new Map(violations.map(({ field, ruleId, message }) => [field, describe(ruleId, message)])));
      return violations.length === 0;
    },
    [describe],
  );
  const show = useCallback(
    (error: unknown) => {
      setFound(new Map([...violationsOf(error)].map(([field, message]) => [field, describeRefusal(message)])));
    },
    [describeRefusal],
  );
  return { of: (field) => found.get(field), check, show };
}

/** Puts the focus on the first field that is wrong, each time that something new is: once the page shows it, and not sooner. */
export function useFocusInvalid(wrong: unknown): void {
  useEffect(() => {
    if (wrong) document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [wrong]);
}

interface Violation {
  readonly field: string;
  readonly ruleId: string;
  readonly message: string;
}

type Validate = (schema: DescMessage, message: MessageShape<DescMessage>) => readonly Violation[];

let validator: Promise<Validate> | undefined;

function loadValidator(): Promise<Validate> {
  validator ??= import("@bufbuild/protovalidate").then(({ createValidator }) => {
    const validator = createValidator();
    return (schema, message) => {
      const { kind, violations = [], error } = validator.validate(schema, message);
      if (kind === "error") throw error;
      return violations.map(({ field, ruleId, message }) => ({ field: pathToString(field), ruleId, message }));
    };
  });
  // A fetch that failed is tried again by the next check.
  validator.catch(() => {
    validator = undefined;
  });
  return validator;
}
