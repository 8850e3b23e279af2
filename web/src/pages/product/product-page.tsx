// A product's page, composed by the gateway in one call. Only the product itself is required: each other part shows its own skeleton while
// it is read, and in one line that it is away while its service is.
import { useQuery } from "@connectrpc/connect-query";
import { type GetProductPageResponse, StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, useDeferredValue, useState } from "react";
import { Link, useParams } from "wouter";
import { healing } from "../../api/healing.ts";
import { useCategoryName } from "../../i18n/category-names.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { times } from "../../i18n/money.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { useTitle } from "../../shell/use-title.ts";
import { BannerStrip } from "../../ui/banner-strip.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Part } from "../../ui/part.tsx";
import { Picture } from "../../ui/picture.tsx";
import { ProductGrid } from "../../ui/product-card.tsx";
import { productPageRequest } from "../landing.ts";
import { BuyBox } from "./buy-box.tsx";
import { Coupons } from "./coupons.tsx";
import { Delivery } from "./delivery.tsx";
import { isMissing } from "./is-missing.ts";
import { knownPage } from "./known-product.ts";
import styles from "./product-page.module.css";
import { ProductSkeleton } from "./product-skeleton.tsx";
import { Purchases } from "./purchases.tsx";
import { RatingLink } from "./rating-link.tsx";
import { ReviewsBelow } from "./reviews-below.tsx";
import { useChoice } from "./use-choice.ts";

const ProductMissing = lazy(() => import("./product-missing.tsx"));

const messages = defineMessages({
  en: {
    where: "Where you are",
    about: "About this product",
    alsoBought: "Others also bought",
    unreachable: "The product cannot be shown",
  },
  ko: {
    where: "현재 위치",
    about: "상품 설명",
    alsoBought: "함께 구매한 상품",
    unreachable: "상품을 표시할 수 없습니다",
  },
});

export default function ProductPage() {
  const { productId = "" } = useParams<{ readonly productId: string }>();
  const preferences = usePreferences();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(
    StorefrontService.method.getProductPage,
    productPageRequest(productId, preferences),
    {
      ...healing((page) => [
        page.offers,
        page.stock,
        page.reviews,
        page.shipping,
        page.alsoBought,
        page.promotions,
        page.purchases,
      ]),
      placeholderData: (previous) => {
        const inMemory = client.getQueryCache().getAll();
        return knownPage(
          productId,
          preferences.currency,
          previous,
          inMemory.map(({ state }) => state.data),
        );
      },
    },
  );
  useTitle(data?.product?.title);
  // Drawn in slices.
  const page = useDeferredValue(data);
  if (page) return <Page page={page} />;
  if (isMissing(error)) return <ProductMissing />;
  return error ? <Unreachable error={error} onRetry={refetch} /> : <ProductSkeleton />;
}

function Unreachable({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const t = useMessages(messages);
  return (
    <div className={styles.page}>
      <h1>{t.unreachable}</h1>
      <Failure error={error} onRetry={onRetry} />
    </div>
  );
}

function Page({ page }: { readonly page: GetProductPageResponse }) {
  const t = useMessages(messages);
  const product = page.product!;
  const choosing = useChoice(product, page.offers?.offers ?? []);
  const [quantity, setQuantity] = useState(1);
  const { price } = choosing.seller;
  return (
    <article className={styles.page}>
      <Breadcrumb category={product.category} />
      <div className={styles.top}>
        <div className={styles.picture}>
          <Picture path={product.picturePath} category={product.category} eager />
        </div>
        <div className={styles.buy}>
          <header className={styles.header}>
            <h1>{product.title}</h1>
            <RatingLink product={product} reviews={page.reviews} />
          </header>
          <Purchases part={page.purchases} />
          <BuyBox page={page} choosing={choosing} quantity={quantity} setQuantity={setQuantity} />
          <Delivery part={page.shipping} />
          <Coupons part={page.promotions} triedOn={product.price} subtotal={price && times(price, quantity)} />
        </div>
        <div className={styles.about}>
          <section aria-labelledby="about">
            <h2 id="about">{t.about}</h2>
            <p className={styles.description}>{product.description}</p>
          </section>
          {page.promotions && <BannerStrip banners={page.promotions.banners} />}
        </div>
      </div>
      <ReviewsBelow product={product} part={page.reviews} />
      {page.alsoBought?.products.length !== 0 && (
        <section aria-labelledby="also-bought" className={styles.section}>
          <h2 id="also-bought">{t.alsoBought}</h2>
          <Part of={page.alsoBought} keep>
            <ProductGrid products={page.alsoBought?.products} placeholders={5} />
          </Part>
        </section>
      )}
    </article>
  );
}

function Breadcrumb({ category }: { readonly category: string }) {
  const t = useMessages(messages);
  const categoryName = useCategoryName();
  return (
    <nav aria-label={t.where} className={styles.breadcrumb}>
      <Link href="/">Meshmart</Link>
      <Icon name="next" size={14} />
      <Link href={`/categories/${category}`}>{categoryName(category)}</Link>
    </nav>
  );
}
