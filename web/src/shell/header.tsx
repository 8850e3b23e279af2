// On every page: the way home, search, who is signed in, and the cart.
import { Link, useLocation, useSearch } from "wouter";
import { useCartItemCount } from "../api/cart.ts";
import { useSession } from "../api/use-session.ts";
import { useFormat } from "../i18n/format.ts";
import { defineMessages, plural, useMessages } from "../i18n/messages.ts";
import { signInPathTo } from "../pages/account/next-path.ts";
import { Icon } from "../ui/icon.tsx";
import styles from "./header.module.css";
import { Logo } from "./logo.tsx";
import { PreferencesMenu } from "./preferences-menu.tsx";
import { SearchBox } from "./search-box.tsx";

const messages = defineMessages({
  en: {
    skip: "Skip to the content",
    home: "Meshmart, to the start",
    signIn: "Sign in",
    accountOf: (name: string) => `${name}, your account`,
    staff: "Staff",
    cart: "Cart",
    items: (count: number) => plural(count, "item"),
  },
  ko: {
    skip: "본문으로 건너뛰기",
    home: "Meshmart 첫 화면으로",
    signIn: "로그인",
    accountOf: (name: string) => `${name}, 내 계정`,
    staff: "관리",
    cart: "장바구니",
    items: (count: number) => `${count}개`,
  },
});

export function Header() {
  const t = useMessages(messages);
  const { number } = useFormat();
  const customer = useSession();
  const count = useCartItemCount();
  const signInPath = useSignInPath();
  return (
    <header className={styles.header}>
      <a href="#main" className={styles.skip}>
        {t.skip}
      </a>
      <div className={styles.bar}>
        <Link href="/" className={styles.logo} aria-label={t.home}>
          <Logo />
        </Link>
        <SearchBox />
        <nav className={styles.actions}>
          <PreferencesMenu />
          {customer?.isStaff && (
            <Link href="/staff" className={styles.action} aria-label={t.staff}>
              <Icon name="shop" />
              <span>{t.staff}</span>
            </Link>
          )}
          <Link
            href={customer ? "/account" : signInPath}
            className={styles.action}
            aria-label={customer ? t.accountOf(customer.displayName) : t.signIn}
          >
            <Icon name="user" />
            <span className={styles.name}>{customer ? customer.displayName : t.signIn}</span>
          </Link>
          <Link href="/cart" className={styles.action}>
            <Icon name="cart" />
            <span>{t.cart}</span>
            {count !== undefined && count > 0 && (
              <>
                <span className={styles.count} aria-hidden="true" data-cart-count>
                  {number(count)}
                </span>
                <span className="visually-hidden">{t.items(count)}</span>
              </>
            )}
          </Link>
        </nav>
      </div>
    </header>
  );
}

/** Signing in leads back to where one is. */
function useSignInPath(): string {
  const [path] = useLocation();
  const search = useSearch();
  return path === "/" || path.startsWith("/sign-") ? "/sign-in" : signInPathTo(search ? `${path}?${search}` : path);
}
