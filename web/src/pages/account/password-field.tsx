// A password that can be looked at while it is typed, and that password managers recognise.
import { type ComponentProps, useState } from "react";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { TextField } from "../../ui/field.tsx";
import styles from "./account.module.css";

const messages = defineMessages({
  en: { show: "Show", hide: "Hide", showPassword: "Show the password", hidePassword: "Hide the password" },
  ko: { show: "표시", hide: "숨김", showPassword: "비밀번호 표시", hidePassword: "비밀번호 숨김" },
});

export function PasswordField(
  props: Omit<ComponentProps<typeof TextField>, "type" | "after"> & {
    readonly autoComplete: "current-password" | "new-password";
  },
) {
  const t = useMessages(messages);
  const [shown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      after={
        <button
          type="button"
          className={styles.reveal}
          aria-label={shown ? t.hidePassword : t.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? t.hide : t.show}
        </button>
      }
    />
  );
}
