import { defineMessages, useMessages } from "../i18n/messages.ts";
import { ButtonLink } from "../ui/button.tsx";
import styles from "./not-found.module.css";
import { useTitle } from "./use-title.ts";

const messages = defineMessages({
  en: {
    title: "There is no such page",
    text: "The address may be mistyped, or what was here is gone.",
    home: "To the shop",
  },
  ko: { title: "페이지를 찾을 수 없습니다", text: "주소가 잘못되었거나 없어진 페이지입니다.", home: "쇼핑몰로 가기" },
});

export function NotFoundPage() {
  const t = useMessages(messages);
  useTitle(t.title);
  return (
    <div className={styles.page}>
      <h1>{t.title}</h1>
      <p>{t.text}</p>
      <ButtonLink href="/">{t.home}</ButtonLink>
    </div>
  );
}
