// A session that ended under somebody's hands: they sign in where they are, and nothing that they typed is lost.
import { lazy, Suspense, useSyncExternalStore } from "react";
import { session } from "../api/session.ts";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { Dialog } from "../ui/dialog.tsx";

const SignInForm = lazy(() => import("../pages/account/sign-in-form.tsx"));

const messages = defineMessages({
  en: { title: "Your session has ended", text: "Sign in to go on where you are. Nothing that you entered is lost." },
  ko: {
    title: "로그인이 만료되었습니다",
    text: "다시 로그인하면 하던 일을 이어서 할 수 있습니다. 입력한 내용은 그대로 있습니다.",
  },
});

export function SessionEnded() {
  const t = useMessages(messages);
  const expired = useSyncExternalStore(session.subscribe, () => !session.current && session.ending === "expired");
  if (!expired) return null;
  return (
    <Dialog title={t.title} onClose={() => session.end("signed-out")}>
      <p>{t.text}</p>
      <Suspense>
        <SignInForm />
      </Suspense>
    </Dialog>
  );
}
