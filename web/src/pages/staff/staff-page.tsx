// What the people of the shop do: products, their stock, and imports.
import { Link, Route, Switch, useLocation } from "wouter";
import { useSession } from "../../api/use-session.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { NotFoundPage } from "../../shell/not-found.tsx";
import { SignedIn } from "../../shell/signed-in.tsx";
import { ButtonLink } from "../../ui/button.tsx";
import { EditProductPage } from "./edit-product-page.tsx";
import { ImportPage } from "./import-page.tsx";
import { NewProductPage } from "./new-product-page.tsx";
import { ProductsPage } from "./products-page.tsx";
import styles from "./staff.module.css";

const messages = defineMessages({
  en: {
    nav: "Staff",
    products: "Products",
    create: "New product",
    import: "Import",
    refusedTitle: "This is for the shop's staff",
    refused: "You are signed in as a customer. If you work here, sign out and in again with your staff account.",
    account: "To your account",
    shop: "To the shop",
  },
  ko: {
    nav: "관리",
    products: "상품",
    create: "상품 등록",
    import: "가져오기",
    refusedTitle: "직원 전용 페이지입니다",
    refused: "고객 계정으로 로그인되어 있습니다. 직원이시라면 로그아웃한 뒤 직원 계정으로 다시 로그인해 주세요.",
    account: "내 계정으로",
    shop: "쇼핑몰로",
  },
});

export default function StaffPage() {
  const customer = useSession();
  return <SignedIn>{customer && !customer.isStaff ? <Refused /> : <Workplace />}</SignedIn>;
}

function Workplace() {
  const t = useMessages(messages);
  return (
    <div className={styles.workplace}>
      <nav className={styles.tabs} aria-label={t.nav}>
        <Tab href="/staff" label={t.products} />
        <Tab href="/staff/products/new" label={t.create} />
        <Tab href="/staff/import" label={t.import} />
      </nav>
      <Switch>
        <Route path="/staff" component={ProductsPage} />
        <Route path="/staff/products/new" component={NewProductPage} />
        <Route path="/staff/products/:productId">
          {({ productId }) => <EditProductPage key={productId} productId={productId} />}
        </Route>
        <Route path="/staff/import" component={ImportPage} />
        <Route component={NotFoundPage} />
      </Switch>
    </div>
  );
}

function Tab({ href, label }: { readonly href: string; readonly label: string }) {
  const [path] = useLocation();
  return (
    <Link href={href} className={styles.tab} aria-current={path === href ? "page" : undefined}>
      {label}
    </Link>
  );
}

function Refused() {
  const t = useMessages(messages);
  return (
    <div className={styles.refused}>
      <h1>{t.refusedTitle}</h1>
      <p>{t.refused}</p>
      <div className={styles.actions}>
        <ButtonLink href="/account">{t.account}</ButtonLink>
        <ButtonLink kind="secondary" href="/">
          {t.shop}
        </ButtonLink>
      </div>
    </div>
  );
}
