// The address names no product, or one that is sold no more: what can be found instead.
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { useTitle } from "../../shell/use-title.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import styles from "./product-missing.module.css";

const messages = defineMessages({
  en: {
    title: "This product is not here",
    gone: "It may be sold no more, or the link to it is not quite right",
    text: "There is much else to find: search for something like it, or look around.",
    all: "See all products",
    home: "To the start",
  },
  ko: {
    title: "상품을 찾을 수 없습니다",
    gone: "판매가 종료되었거나 링크가 올바르지 않을 수 있습니다",
    text: "비슷한 상품을 검색하거나 다른 상품을 둘러보세요.",
    all: "전체 상품 보기",
    home: "처음으로",
  },
});

export default function ProductMissing() {
  const t = useMessages(messages);
  useTitle(t.title);
  const ways = (
    <div className={styles.ways}>
      <ButtonLink href="/search">{t.all}</ButtonLink>
      <ButtonLink href="/" kind="secondary">
        {t.home}
      </ButtonLink>
    </div>
  );
  return (
    <div className={styles.page}>
      <h1>{t.title}</h1>
      <Empty icon="box" title={t.gone} action={ways}>
        {t.text}
      </Empty>
    </div>
  );
}
