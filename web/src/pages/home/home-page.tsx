// The shop's first page, composed by the gateway in one call: banners, categories, what is bought most.
import { useQuery } from "@connectrpc/connect-query";
import { StorefrontService } from "@meshmart/gen/meshmart/storefront/v1/storefront_pb";
import { useDeferredValue } from "react";
import { Link } from "wouter";
import { healing } from "../../api/healing.ts";
import { useCategoryName } from "../../i18n/category-names.ts";
import { defineMessages, plural, useMessages } from "../../i18n/messages.ts";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { Failure } from "../../ui/failure.tsx";
import { Part } from "../../ui/part.tsx";
import { Picture } from "../../ui/picture.tsx";
import { ProductGrid } from "../../ui/product-card.tsx";
import { homeRequest } from "../landing.ts";
import { Banners } from "./banners.tsx";
import styles from "./home-page.module.css";

const messages = defineMessages({
  en: {
    title: "Meshmart: good things, well made",
    categories: "Categories",
    popular: "Popular now",
    products: (count: number) => plural(count, "product"),
  },
  ko: {
    title: "Meshmart: 잘 만든 좋은 물건",
    categories: "카테고리",
    popular: "지금 인기 있는 상품",
    products: (count: number) => `상품 ${count}개`,
  },
});

/** Whole rows of five and of two. */
const POPULAR = 10;

export default function HomePage() {
  const t = useMessages(messages);
  const categoryName = useCategoryName();
  const { data, error, refetch } = useQuery(
    StorefrontService.method.getHome,
    homeRequest(usePreferences()),
    healing(({ promotions, categories, popular }) => [promotions, categories, popular]),
  );
  useTitle(undefined);
  // Drawn in slices.
  const home = useDeferredValue(data);
  if (!home) return error ? <Failure error={error} onRetry={refetch} /> : <PageLoading />;
  const { promotions, categories, popular } = home;
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">{t.title}</h1>
      <Part of={promotions}>
        <Banners banners={promotions?.banners ?? []} />
      </Part>
      <section aria-labelledby="categories">
        <h2 id="categories">{t.categories}</h2>
        <Part of={categories}>
          <ul className={styles.categories}>
            {categories?.categories.map(({ category, productCount }) => (
              <li key={category}>
                <Link href={`/categories/${category}`} className={styles.category}>
                  <Picture path={`/pictures/category-${category}.svg`} />
                  <span>{categoryName(category)}</span>
                  <small>{t.products(productCount)}</small>
                </Link>
              </li>
            ))}
          </ul>
        </Part>
      </section>
      <section aria-labelledby="popular">
        <h2 id="popular">{t.popular}</h2>
        <Part of={popular} keep={(popular?.products.length ?? 0) > 0}>
          <ProductGrid products={popular?.products.slice(0, POPULAR)} />
        </Part>
      </section>
    </div>
  );
}
