// Address and password: on its page, and in the dialog that appears when a session has ended.
import { create } from "@bufbuild/protobuf";
import { useMutation } from "@connectrpc/connect-query";
import { IdentityService, SignInRequestSchema } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { type SubmitEvent, useState } from "react";
import { useBeginSession } from "../../api/use-sign-in.ts";
import { useViolations } from "../../api/validation.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./account.module.css";
import { DemoAccounts } from "./demo-accounts.tsx";
import { PasswordField } from "./password-field.tsx";
import { useWaitingMessage } from "./use-waiting-message.ts";

const messages = defineMessages({
  en: { email: "E-mail", password: "Password", signIn: "Sign in" },
  ko: { email: "이메일", password: "비밀번호", signIn: "로그인" },
});

export default function SignInForm({
  onDone,
  demo = false,
}: {
  /** After the session has begun. */
  readonly onDone?: () => void;
  /** Offers the accounts of the demonstration. */
  readonly demo?: boolean;
}) {
  const t = useMessages(messages);
  const describe = useWaitingMessage();
  const violations = useViolations();
  const beginSession = useBeginSession();
  const signIn = useMutation(IdentityService.method.signIn);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const request = create(SignInRequestSchema, { email: email.trim(), password });
    if (!(await violations.check(SignInRequestSchema, request))) return;
    try {
      const { customer } = await signIn.mutateAsync(request);
      // The cart follows by itself.
      void beginSession(customer!);
      onDone?.();
    } catch (error) {
      violations.show(error);
    }
  };

  return (
    <div className={styles.stack}>
      {/* The contract's rules are checked, not the browser's. */}
      <form className={styles.form} noValidate onSubmit={onSubmit}>
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          value={email}
          error={violations.of("email")}
          onChange={({ target }) => setEmail(target.value)}
        />
        <PasswordField
          label={t.password}
          name="password"
          autoComplete="current-password"
          value={password}
          error={violations.of("password")}
          onChange={({ target }) => setPassword(target.value)}
        />
        {signIn.error && !signIn.isPending && <Notice kind="bad">{describe(signIn.error)}</Notice>}
        <Button type="submit" wide busy={signIn.isPending}>
          {t.signIn}
        </Button>
      </form>
      {demo && (
        <DemoAccounts
          onChoose={(chosen) => {
            setEmail(chosen.email);
            setPassword(chosen.password);
          }}
        />
      )}
    </div>
  );
}
