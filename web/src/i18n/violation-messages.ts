// What is told of a field that breaks a rule of the contract. The rules' own sentences are for developers.
import { defineMessages, useMessages } from "./messages.ts";
import { neededMessages } from "./needed.ts";

const messages = defineMessages({
  en: {
    tooShort: "This is too short.",
    tooLong: "This is too long.",
    email: "This is not an e-mail address.",
    pattern: "This does not have the right form.",
    number: "This number is out of range.",
    other: "This does not fit.",
    told: (message: string) => message,
  },
  ko: {
    tooShort: "너무 짧습니다.",
    tooLong: "너무 깁니다.",
    email: "올바른 이메일 주소가 아닙니다.",
    pattern: "형식이 올바르지 않습니다.",
    number: "범위를 벗어난 숫자입니다.",
    other: "맞지 않는 값입니다.",
    told: () => "맞지 않는 값입니다.",
  },
});

export function useViolationMessage(): (ruleId: string, message: string) => string {
  const t = useMessages(messages);
  const { needed } = useMessages(neededMessages);
  return (ruleId, message) => {
    // The rules say how long: "must be at least 8 characters".
    const limit = /\d+/.exec(message)?.[0];
    if (ruleId.endsWith("min_len")) return limit === "1" ? needed : withLimit(t.tooShort, limit);
    if (ruleId.endsWith("max_len")) return withLimit(t.tooLong, limit);
    if (/required$|min_items$/.test(ruleId)) return needed;
    if (ruleId.endsWith("email") || ruleId.endsWith("email_empty")) return t.email;
    if (/pattern$|uuid$/.test(ruleId)) return t.pattern;
    if (/\.(gte|lte|gt|lt|gte_lte|in)$/.test(ruleId)) return t.number;
    return t.other;
  };
}

function withLimit(sentence: string, limit: string | undefined): string {
  return limit ? `${sentence} (${limit})` : sentence;
}

/** For what only the mesh knows of a field: it says so in English. */
export function useRefusalMessage(): (message: string) => string {
  return useMessages(messages).told;
}
