// A product that the shop did not have. Pressing twice, or again after a lost answer, makes it once.
import { create, toJsonString } from "@bufbuild/protobuf";
import { useMutation } from "@connectrpc/connect-query";
import {
  CatalogService,
  CreateProductRequestSchema,
  ProductDetailsSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type SubmitEvent, useState } from "react";
import { useLocation } from "wouter";
import { useRequestIds } from "../../api/request-ids.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { useTitle } from "../../shell/use-title.ts";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toasts.tsx";
import styles from "./product.module.css";
import { emptyOption, type ProductDraft, readDraft, toDraft } from "./product-draft.ts";
import { ProductForm } from "./product-form.tsx";
import shared from "./staff.module.css";
import { staffReasons } from "./staff-reasons.ts";
import { useLeaveWarning } from "./use-leave-warning.ts";
import { useProductErrors } from "./use-product-errors.ts";

const messages = defineMessages({
  en: {
    title: "New product",
    create: "Make the product",
    hint: "It can be bought once its stock is set.",
    created: "Made. Now set its stock.",
  },
  ko: {
    title: "상품 등록",
    create: "등록하기",
    hint: "재고를 입력하면 판매가 시작됩니다.",
    created: "등록했습니다. 이제 재고를 입력해 주세요.",
  },
});

const NONE_KEPT: ReadonlySet<string> = new Set();

export function NewProductPage() {
  const t = useMessages(messages);
  const describe = useErrorMessage(staffReasons);
  const [, navigate] = useLocation();
  const errors = useProductErrors();
  const createProduct = useMutation(CatalogService.method.createProduct);
  const requestIds = useRequestIds();
  const [draft, setDraft] = useState<ProductDraft>(() => ({
    ...toDraft(create(ProductDetailsSchema)),
    purchaseOptions: [emptyOption()],
  }));
  useTitle(t.title);
  useLeaveWarning(draft.title !== "" && !createProduct.isSuccess);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    createProduct.reset();
    const { details: productDetails, unreadable } = readDraft(draft);
    errors.setUnreadable(unreadable);
    const requestId = requestIds.of(toJsonString(ProductDetailsSchema, productDetails));
    const request = create(CreateProductRequestSchema, { requestId, productDetails });
    if (!(await errors.check(CreateProductRequestSchema, request)) || unreadable.length > 0) return;
    try {
      const { productDetails: made } = await createProduct.mutateAsync(request);
      requestIds.done();
      toast(t.created);
      navigate(`/staff/products/${made!.productId}`);
    } catch (error) {
      errors.show(error);
    }
  };

  const { error, isPending } = createProduct;
  return (
    <>
      <h1>{t.title}</h1>
      <form className={styles.form} noValidate onSubmit={save}>
        <ProductForm draft={draft} onChange={setDraft} errorOf={errors.of} keptOptionIds={NONE_KEPT} />
        {error && !errors.isShown(error) && <Notice kind="bad">{describe(error)}</Notice>}
        <div className={styles.saveBar}>
          <Button type="submit" busy={isPending}>
            {t.create}
          </Button>
          <p className={shared.soft}>{t.hint}</p>
        </div>
      </form>
    </>
  );
}
