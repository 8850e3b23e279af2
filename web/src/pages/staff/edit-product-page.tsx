// A product as staff edits it, and its stock. It is read once: what somebody types is never replaced under their hands, and the etag tells when
// somebody else was faster.
import { useQuery } from "@connectrpc/connect-query";
import { CatalogService, type ProductDetails } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useState } from "react";
import { Link } from "wouter";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { PageLoading } from "../../shell/page-loading.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { Failure } from "../../ui/failure.tsx";
import styles from "./product.module.css";
import { ProductEditor } from "./product-editor.tsx";
import shared from "./staff.module.css";
import { StockPanel } from "./stock-panel.tsx";

const messages = defineMessages({
  en: { changed: (time: string) => `Last changed ${time}`, inShop: "See it in the shop" },
  ko: { changed: (time: string) => `마지막 수정 ${time}`, inShop: "쇼핑몰에서 보기" },
});

export function EditProductPage({ productId }: { readonly productId: string }) {
  const t = useMessages(messages);
  const { time } = useFormat();
  const { data, error, refetch } = useQuery(
    CatalogService.method.getProductDetails,
    { productId },
    { gcTime: 0, refetchOnWindowFocus: false },
  );
  const [saved, setSaved] = useState<ProductDetails>();
  // Kept when the cache is emptied, as it is when a session ends: the editor must outlive that.
  const [read, setRead] = useState<ProductDetails>();
  if (data?.productDetails && !read) setRead(data.productDetails);
  const details = saved ?? read;
  useTitle(details?.title);
  if (error && !read) return <Failure error={error} onRetry={refetch} />;
  if (!read || !details) return <PageLoading />;
  return (
    <>
      <header className={shared.head}>
        <h1>{details.title}</h1>
        <p className={shared.soft}>
          {details.updateTime && t.changed(time(details.updateTime))} ·{" "}
          <Link href={`/products/${productId}`}>{t.inShop}</Link>
        </p>
      </header>
      <div className={styles.columns}>
        <ProductEditor initial={read} onSaved={setSaved} />
        <StockPanel productId={productId} />
      </div>
    </>
  );
}
