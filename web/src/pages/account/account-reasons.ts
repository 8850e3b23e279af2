// Reasons for which signing in or up is refused.
import { defineMessages } from "../../i18n/messages.ts";

export const accountReasons = defineMessages({
  en: {
    WRONG_CREDENTIALS: "This address and password do not fit.",
    TOO_MANY_ATTEMPTS: "Too many attempts. Wait a few minutes and try again.",
    EMAIL_TAKEN: "There is an account with this address already. Sign in instead?",
    PASSWORD_TOO_WEAK: "This password is too easy to guess. Choose a longer one.",
    DISPLAY_NAME_BLANK: "Tell us a name.",
  },
  ko: {
    WRONG_CREDENTIALS: "이메일 또는 비밀번호가 올바르지 않습니다.",
    TOO_MANY_ATTEMPTS: "시도가 너무 많습니다. 몇 분 뒤에 다시 시도해 주세요.",
    EMAIL_TAKEN: "이미 가입된 이메일입니다. 로그인하시겠어요?",
    PASSWORD_TOO_WEAK: "추측하기 쉬운 비밀번호입니다. 더 길게 정해 주세요.",
    DISPLAY_NAME_BLANK: "이름을 입력해 주세요.",
  },
});
