// Which country, by its name in the visitor's language.
import type { ComponentProps } from "react";
import { COUNTRIES } from "../i18n/countries.ts";
import { useFormat } from "../i18n/format.ts";
import { SelectField } from "./field.tsx";

export function CountryField(props: Omit<ComponentProps<typeof SelectField>, "children"> & { readonly value: string }) {
  const { country } = useFormat();
  // One that was chosen elsewhere stays to be chosen.
  const isListed = (COUNTRIES as readonly string[]).includes(props.value);
  return (
    <SelectField {...props}>
      {(isListed ? COUNTRIES : [props.value, ...COUNTRIES]).map((code) => (
        <option key={code} value={code}>
          {country(code)}
        </option>
      ))}
    </SelectField>
  );
}
