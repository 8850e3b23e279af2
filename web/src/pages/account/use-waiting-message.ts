// Failures of signing in and up, told with how long to wait where the mesh says it.
import { reasonOf, retryDelayMsOf } from "../../api/errors.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { accountReasons } from "./account-reasons.ts";

const messages = defineMessages({
  en: {
    seconds: (count: number) => `Too many attempts with this address. Try again in ${plural(count, "second")}.`,
    minutes: (count: number) => `Too many attempts with this address. Try again in ${plural(count, "minute")}.`,
  },
  ko: {
    seconds: (count: number) => `이 이메일로 너무 많이 시도했습니다. ${count}초 뒤에 다시 시도해 주세요.`,
    minutes: (count: number) => `이 이메일로 너무 많이 시도했습니다. ${count}분 뒤에 다시 시도해 주세요.`,
  },
});

const MINUTE_MS = 60_000;

export function useWaitingMessage(): (error: unknown) => string {
  const t = useMessages(messages);
  const describe = useErrorMessage(accountReasons);
  return (error) => {
    const waitMs = retryDelayMsOf(error);
    if (reasonOf(error) !== "TOO_MANY_ATTEMPTS" || waitMs === undefined) return describe(error);
    return waitMs < MINUTE_MS ? t.seconds(Math.ceil(waitMs / 1000)) : t.minutes(Math.ceil(waitMs / MINUTE_MS));
  };
}
