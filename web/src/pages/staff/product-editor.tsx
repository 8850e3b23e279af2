// Saves what was changed of a product and nothing else; when somebody else has changed it meanwhile, lets one choose.
import { create } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { useMutation, useTransport } from "@connectrpc/connect-query";
import {
  CatalogService,
  type ProductDetails,
  ProductDetailsSchema,
  UpdateProductRequestSchema,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type SubmitEvent, useState } from "react";
import { reasonOf } from "../../api/errors.ts";
import { useErrorMessage } from "../../i18n/error-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { Button } from "../../ui/button.tsx";
import { classes } from "../../ui/classes.ts";
import { Notice } from "../../ui/notice.tsx";
import { toast } from "../../ui/toasts.tsx";
import { type Conflict, ConflictPanel } from "./conflict.tsx";
import styles from "./product.module.css";
import { changedFields, maskPathOf, readDraft, rebase, toDraft } from "./product-draft.ts";
import { ProductForm } from "./product-form.tsx";
import { useFieldNames } from "./product-words.ts";
import shared from "./staff.module.css";
import { staffReasons } from "./staff-reasons.ts";
import { useLeaveWarning } from "./use-leave-warning.ts";
import { useProductErrors } from "./use-product-errors.ts";

const messages = defineMessages({
  en: {
    save: "Save",
    discard: "Discard changes",
    unchanged: "Nothing is changed.",
    changed: (fields: string) => `Changed: ${fields}`,
    saved: "Saved.",
  },
  ko: {
    save: "저장",
    discard: "변경 취소",
    unchanged: "변경한 내용이 없습니다.",
    changed: (fields: string) => `변경: ${fields}`,
    saved: "저장했습니다.",
  },
});

interface ProductEditorProps {
  readonly initial: ProductDetails;
  readonly onSaved: (details: ProductDetails) => void;
}

export function ProductEditor({ initial, onSaved }: ProductEditorProps) {
  const t = useMessages(messages);
  const names = useFieldNames();
  const describe = useErrorMessage(staffReasons);
  const { list } = useFormat();
  const transport = useTransport();
  const errors = useProductErrors();
  const update = useMutation(CatalogService.method.updateProduct);
  /** As it was last read, and what it looks like here. */
  const [base, setBase] = useState(initial);
  const [draft, setDraft] = useState(() => toDraft(initial));
  const [conflict, setConflict] = useState<Conflict>();
  const [failure, setFailure] = useState<unknown>();
  const changed = changedFields(toDraft(base), draft);
  useLeaveWarning(changed.length > 0);

  const begin = (details: ProductDetails) => {
    setBase(details);
    setDraft(toDraft(details));
    setConflict(undefined);
    setFailure(undefined);
    errors.setUnreadable([]);
  };
  const finish = (details: ProductDetails) => {
    begin(details);
    onSaved(details);
    toast(t.saved);
  };

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const { details, unreadable } = readDraft(draft);
    errors.setUnreadable(unreadable);
    if (unreadable.length > 0 || changed.length === 0) return;
    const request = create(UpdateProductRequestSchema, {
      productDetails: create(ProductDetailsSchema, {
        productId: base.productId,
        etag: base.etag,
        ...Object.fromEntries(changed.map((field) => [field, details[field]])),
      }),
      updateMask: { paths: changed.map(maskPathOf) },
    });
    try {
      if (!(await errors.check(UpdateProductRequestSchema, request))) return;
      finish((await update.mutateAsync(request)).productDetails!);
    } catch (error) {
      if (reasonOf(error) === "PRODUCT_CHANGED") return await meet();
      errors.show(error);
      setFailure(error);
    }
  };

  /** Reads what the other one has made of it, and puts what was typed here on top. */
  const meet = async () => {
    try {
      const client = createClient(CatalogService, transport);
      const theirs = (await client.getProductDetails({ productId: base.productId })).productDetails!;
      const rebased = rebase(toDraft(base), toDraft(theirs), draft);
      // An answer that was lost: what was changed was this, by us.
      if (changedFields(toDraft(theirs), rebased.draft).length === 0) return finish(theirs);
      setBase(theirs);
      setDraft(rebased.draft);
      setConflict({ ...rebased, mine: draft, theirs: toDraft(theirs) });
    } catch (error) {
      setFailure(error);
    }
  };

  return (
    <form className={styles.form} noValidate onSubmit={save}>
      {conflict && <ConflictPanel conflict={conflict} draft={draft} onChange={setDraft} />}
      <ProductForm
        draft={draft}
        onChange={setDraft}
        errorOf={errors.of}
        keptOptionIds={new Set(base.purchaseOptions.map(({ purchaseOptionId }) => purchaseOptionId))}
      />
      {failure !== undefined && !errors.isShown(failure) && <Notice kind="bad">{describe(failure)}</Notice>}
      <div className={classes(styles.saveBar, changed.length > 0 && styles.unsaved)}>
        <Button type="submit" busy={update.isPending} disabled={changed.length === 0}>
          {t.save}
        </Button>
        {changed.length > 0 && (
          <Button kind="quiet" onClick={() => begin(base)}>
            {t.discard}
          </Button>
        )}
        <p role="status" className={shared.soft}>
          {changed.length > 0 ? t.changed(list(changed.map((field) => names[field]))) : t.unchanged}
        </p>
      </div>
    </form>
  );
}
