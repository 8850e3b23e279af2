// The shop's frame and its pages. A page's code is fetched when it is first opened; the two that people land on come with the frame.
import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { useVerifiedSession } from "../api/use-verified-session.ts";
import { Toasts } from "../ui/toasts.tsx";
import styles from "./app.module.css";
import { Footer } from "./footer.tsx";
import { Header } from "./header.tsx";
import { NotFoundPage } from "./not-found.tsx";
import { PageBoundary } from "./page-boundary.tsx";
import { PageLoading } from "./page-loading.tsx";
import { SessionEnded } from "./session-ended.tsx";
import { useNavigationEffects } from "./use-navigation-effects.ts";

const HomePage = lazy(() => import("../pages/home/home-page.tsx"));
const SearchPage = lazy(() => import("../pages/search/search-page.tsx"));
const ProductPage = lazy(() => import("../pages/product/product-page.tsx"));
const CartPage = lazy(() => import("../pages/cart/cart-page.tsx"));
const CheckoutPage = lazy(() => import("../pages/checkout/checkout-page.tsx"));
const OrderPage = lazy(() => import("../pages/order/order-page.tsx"));
const OrdersPage = lazy(() => import("../pages/orders/orders-page.tsx"));
const SignInPage = lazy(() => import("../pages/account/sign-in-page.tsx"));
const SignUpPage = lazy(() => import("../pages/account/sign-up-page.tsx"));
const AccountPage = lazy(() => import("../pages/account/account-page.tsx"));
const StaffPage = lazy(() => import("../pages/staff/staff-page.tsx"));

export function App() {
  useNavigationEffects();
  useVerifiedSession();
  return (
    <>
      <Header />
      <main id="main" className={styles.main}>
        <PageBoundary>
          <Suspense fallback={<PageLoading />}>
            <Switch>
              <Route path="/" component={HomePage} />
              <Route path="/search" component={SearchPage} />
              <Route path="/categories/:category" component={SearchPage} />
              <Route path="/products/:productId" component={ProductPage} />
              <Route path="/cart" component={CartPage} />
              <Route path="/checkout" component={CheckoutPage} />
              <Route path="/orders" component={OrdersPage} />
              <Route path="/orders/:orderId" component={OrderPage} />
              <Route path="/sign-in" component={SignInPage} />
              <Route path="/sign-up" component={SignUpPage} />
              <Route path="/account" component={AccountPage} />
              <Route path="/staff/*?" component={StaffPage} />
              <Route component={NotFoundPage} />
            </Switch>
          </Suspense>
        </PageBoundary>
      </main>
      <Footer />
      <SessionEnded />
      <Toasts />
    </>
  );
}
