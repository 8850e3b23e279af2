// The inputs of a product, for a new one and for one that is there.
import { useQuery } from "@connectrpc/connect-query";
import { CatalogService } from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { type ComponentProps, useId } from "react";
import { useCategoryName } from "../../i18n/category-names.ts";
import { defineMessages, useMessages } from "../../i18n/messages.ts";
import { TextArea, TextField } from "../../ui/field.tsx";
import { Picture } from "../../ui/picture.tsx";
import { OptionFields } from "./option-fields.tsx";
import styles from "./product.module.css";
import { type DraftField, maskPathOf, type ProductDraft } from "./product-draft.ts";
import { useFieldNames } from "./product-words.ts";

const messages = defineMessages({
  en: {
    categoryHint: "Lower case, as in addresses: kitchen",
    skuHint: "The shop's own name for it",
    weightHint: "With packaging",
    pictureHint: "A path of this shop, such as /pictures/stoneware-mug.svg. Empty: the category's picture.",
  },
  ko: {
    categoryHint: "주소에 쓰는 영문 소문자: kitchen",
    skuHint: "쇼핑몰에서 쓰는 상품 코드",
    weightHint: "포장 포함",
    pictureHint: "쇼핑몰 안의 경로. 예: /pictures/stoneware-mug.svg. 비우면 카테고리 그림이 나옵니다.",
  },
});

export interface ProductFormProps {
  readonly draft: ProductDraft;
  readonly onChange: (draft: ProductDraft) => void;
  /** What is wrong with the field at this path of the product, as the contract names it. */
  readonly errorOf: (path: string) => string | undefined;
  /** Names of options that customers may have in their carts: they cannot be renamed. */
  readonly keptOptionIds: ReadonlySet<string>;
}

export function ProductForm({ draft, onChange, errorOf, keptOptionIds }: ProductFormProps) {
  const t = useMessages(messages);
  const names = useFieldNames();
  const categoryName = useCategoryName();
  const categoriesId = useId();
  const categories = useQuery(CatalogService.method.listCategories, {}).data?.categories;
  const text = (field: Exclude<DraftField, "purchaseOptions">) =>
    ({
      label: names[field],
      name: field,
      value: draft[field],
      error: errorOf(maskPathOf(field)),
      autoComplete: "off",
      onChange: ({ target }: { readonly target: { readonly value: string } }) =>
        onChange({ ...draft, [field]: target.value }),
    }) satisfies ComponentProps<typeof TextField>;
  return (
    <>
      <TextField {...text("title")} />
      <TextArea {...text("description")} rows={4} />
      <div className={styles.trio}>
        <TextField {...text("category")} hint={t.categoryHint} list={categoriesId} autoCapitalize="none" />
        <datalist id={categoriesId}>
          {categories?.map(({ category }) => (
            <option key={category} value={category}>
              {categoryName(category)}
            </option>
          ))}
        </datalist>
        <TextField {...text("sku")} hint={t.skuHint} />
        <TextField {...text("weightGrams")} hint={t.weightHint} inputMode="numeric" />
      </div>
      <OptionFields
        options={draft.purchaseOptions}
        onChange={(purchaseOptions) => onChange({ ...draft, purchaseOptions })}
        errorOf={errorOf}
        keptIds={keptOptionIds}
      />
      <div className={styles.picture}>
        <Picture path={draft.picturePath} category={draft.category} />
        <TextField {...text("picturePath")} hint={t.pictureHint} />
      </div>
    </>
  );
}
