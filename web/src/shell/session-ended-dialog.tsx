import { session } from "../api/session.ts";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import SignInForm from "../pages/account/sign-in-form.tsx";
import { Dialog } from "../ui/dialog.tsx";

const messages = defineMessages({
  en: { title: "Your session has ended", text: "Sign in to go on where you are. Nothing that you entered is lost." },
  ko: {
    title: "로그인이 만료되었습니다",
    text: "다시 로그인하면 하던 일을 이어서 할 수 있습니다. 입력한 내용은 그대로 있습니다.",
  },
});

export default function SessionEndedDialog() {
  const t = useMessages(messages);
  return (
    <Dialog title={t.title} onClose={() => session.end("signed-out")}>
      <p>{t.text}</p>
      <SignInForm />
    </Dialog>
  );
}
