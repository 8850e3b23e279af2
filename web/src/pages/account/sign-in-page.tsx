// Whoever is signed in, by this form or in another tab, goes on to where they wanted to.
import { Link, Redirect, useSearch } from "wouter";
import { useSession } from "../../api/use-session.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { useTitle } from "../../shell/use-title.ts";
import styles from "./account.module.css";
import { readNextPath } from "./next-path.ts";
import SignInForm from "./sign-in-form.tsx";

const messages = defineMessages({
  en: { title: "Sign in", noAccount: "New here?", signUp: "Make an account" },
  ko: { title: "로그인", noAccount: "처음이신가요?", signUp: "회원가입" },
});

export default function SignInPage() {
  const t = useMessages(messages);
  const search = useSearch();
  const customer = useSession();
  useTitle(t.title);
  if (customer) return <Redirect to={readNextPath(search, location.origin)} replace />;
  return (
    <div className={styles.narrow}>
      <h1>{t.title}</h1>
      <p>
        {t.noAccount} <Link href={search ? `/sign-up?${search}` : "/sign-up"}>{t.signUp}</Link>
      </p>
      <SignInForm demo />
    </div>
  );
}
