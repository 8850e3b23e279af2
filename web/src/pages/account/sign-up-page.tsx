// A new account, which is signed in at once.
import { create } from "@bufbuild/protobuf";
import { useMutation } from "@connectrpc/connect-query";
import { IdentityService, SignUpRequestSchema } from "@meshmart/gen/meshmart/identity/v1/identity_pb";
import { type SubmitEvent, useState } from "react";
import { Link, Redirect, useSearch } from "wouter";
import { reasonOf } from "../../api/errors.ts";
import { useSession } from "../../api/use-session.ts";
import { useBeginSession } from "../../api/use-sign-in.ts";
import { useFocusInvalid, useViolations } from "../../api/validation.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { useTitle } from "../../shell/use-title.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice } from "../../ui/notice.tsx";
import styles from "./account.module.css";
import { accountReasons } from "./account-reasons.ts";
import { readNextPath } from "./next-path.ts";
import { PasswordField } from "./password-field.tsx";

const messages = defineMessages({
  en: {
    title: "Make an account",
    haveAccount: "Have you been here before?",
    signIn: "Sign in",
    email: "E-mail",
    name: "Name",
    nameHint: "As your reviews show it.",
    password: "Password",
    passwordHint: "A few words in a row are easy to remember and hard to guess.",
    signUp: "Make an account",
  },
  ko: {
    title: "회원가입",
    haveAccount: "이미 회원이신가요?",
    signIn: "로그인",
    email: "이메일",
    name: "이름",
    nameHint: "상품 후기에 표시됩니다.",
    password: "비밀번호",
    passwordHint: "단어 몇 개를 이어 쓰면 외우기 쉽고 추측하기는 어렵습니다.",
    signUp: "가입하기",
  },
});

/** Reasons that are about a field, and told beside it. */
const FIELD_OF: Readonly<Record<string, string>> = {
  EMAIL_TAKEN: "email",
  PASSWORD_TOO_WEAK: "password",
  DISPLAY_NAME_BLANK: "display_name",
};

export default function SignUpPage() {
  const t = useMessages(messages);
  const describe = useErrorMessage(accountReasons);
  const search = useSearch();
  const customer = useSession();
  const violations = useViolations();
  const beginSession = useBeginSession();
  const signUp = useMutation(IdentityService.method.signUp);
  const [email, setEmail] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  useTitle(t.title);

  const reason = reasonOf(signUp.error);
  useFocusInvalid(FIELD_OF[reason] && signUp.error);
  const errorOf = (field: string) =>
    signUp.error && FIELD_OF[reason] === field ? describe(signUp.error) : violations.of(field);
  const signInPath = search ? `/sign-in?${search}` : "/sign-in";

  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    signUp.reset();
    const request = create(SignUpRequestSchema, { email: email.trim(), displayName: displayName.trim(), password });
    if (!(await violations.check(SignUpRequestSchema, request))) return;
    try {
      const answer = await signUp.mutateAsync(request);
      void beginSession(answer.customer!);
    } catch (error) {
      violations.show(error);
    }
  };

  if (customer) return <Redirect to={readNextPath(search, location.origin)} replace />;
  return (
    <div className={styles.narrow}>
      <h1>{t.title}</h1>
      <p>
        {t.haveAccount} <Link href={signInPath}>{t.signIn}</Link>
      </p>
      <form className={styles.form} noValidate onSubmit={onSubmit}>
        <TextField
          label={t.email}
          type="email"
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          value={email}
          error={errorOf("email")}
          onChange={({ target }) => setEmail(target.value)}
        />
        {reason === "EMAIL_TAKEN" && (
          <div>
            <ButtonLink kind="secondary" size="s" href={signInPath}>
              {t.signIn}
            </ButtonLink>
          </div>
        )}
        <TextField
          label={t.name}
          hint={t.nameHint}
          name="name"
          autoComplete="nickname"
          value={displayName}
          error={errorOf("display_name")}
          onChange={({ target }) => setDisplayName(target.value)}
        />
        <PasswordField
          label={t.password}
          hint={t.passwordHint}
          name="password"
          autoComplete="new-password"
          value={password}
          error={errorOf("password")}
          onChange={({ target }) => setPassword(target.value)}
        />
        {signUp.error && !FIELD_OF[reason] && <Notice kind="bad">{describe(signUp.error)}</Notice>}
        <Button type="submit" wide busy={signUp.isPending}>
          {t.signUp}
        </Button>
      </form>
    </div>
  );
}
