// Language, currency, country and theme, in a popover of the browser's own.
import { useId, useState } from "react";
import { defineMessages, useMessages } from "../i18n/messages.ts";
import { CURRENCIES, LANGUAGES, setPreferences, THEMES } from "../i18n/preferences.ts";
import { usePreferences } from "../i18n/use-preferences.ts";
import { CountryField } from "../ui/country-field.tsx";
import { SelectField } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import styles from "./preferences-menu.module.css";

const messages = defineMessages({
  en: {
    title: "Language, currency and more",
    language: "Language",
    currency: "Currency",
    country: "Ship to",
    theme: "Appearance",
    system: "As my device",
    light: "Light",
    dark: "Dark",
  },
  ko: {
    title: "언어, 통화 등",
    language: "언어",
    currency: "통화",
    country: "배송 국가",
    theme: "화면 모드",
    system: "기기 설정에 따름",
    light: "밝게",
    dark: "어둡게",
  },
});

const LANGUAGE_NAMES = { en: "English", ko: "한국어" } as const;

export function PreferencesMenu() {
  const t = useMessages(messages);
  const { language, currency } = usePreferences();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <>
      <button type="button" className={styles.open} popoverTarget={id}>
        <Icon name="settings" />
        <span className={styles.now}>
          {language.toUpperCase()} · {currency}
        </span>
        <span className="visually-hidden">{t.title}</span>
      </button>
      <section
        id={id}
        popover="auto"
        className={styles.menu}
        aria-label={t.title}
        onBeforeToggle={({ newState }) => setOpen(newState === "open")}
      >
        {isOpen && <Choices />}
      </section>
    </>
  );
}

function Choices() {
  const t = useMessages(messages);
  const preferences = usePreferences();
  return (
    <>
      <SelectField
        label={t.language}
        value={preferences.language}
        onChange={({ target }) => setPreferences({ language: target.value as (typeof LANGUAGES)[number] })}
      >
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {LANGUAGE_NAMES[language]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={t.currency}
        value={preferences.currency}
        onChange={({ target }) => setPreferences({ currency: target.value as (typeof CURRENCIES)[number] })}
      >
        {CURRENCIES.map((currency) => (
          <option key={currency}>{currency}</option>
        ))}
      </SelectField>
      <CountryField
        label={t.country}
        value={preferences.country}
        onChange={({ target }) => setPreferences({ country: target.value })}
      />
      <SelectField
        label={t.theme}
        value={preferences.theme}
        onChange={({ target }) => setPreferences({ theme: target.value as (typeof THEMES)[number] })}
      >
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {t[theme]}
          </option>
        ))}
      </SelectField>
    </>
  );
}
