import { defineMessages, useMessages } from "../i18n/messages.ts";
import styles from "./footer.module.css";
import { Logo } from "./logo.tsx";

const messages = defineMessages({
  en: {
    demo: "A demonstration shop: nothing here is sold, and no money moves.",
    card: "Pay with the card 4242 4242 4242 4242; 4000 0000 0000 0002 is declined.",
  },
  ko: {
    demo: "데모 쇼핑몰입니다. 실제로 판매하거나 결제하지 않습니다.",
    card: "카드 4242 4242 4242 4242로 결제해 보세요. 4000 0000 0000 0002는 거절됩니다.",
  },
});

export function Footer() {
  const t = useMessages(messages);
  return (
    <footer className={styles.footer}>
      <div className={styles.inner}>
        <Logo />
        <div>
          <p>{t.demo}</p>
          <p>{t.card}</p>
        </div>
      </div>
    </footer>
  );
}
