import { defineMessages } from "./messages.ts";

/** Of a field that was left empty. */
export const neededMessages = defineMessages({ en: { needed: "This is needed." }, ko: { needed: "입력해 주세요." } });
