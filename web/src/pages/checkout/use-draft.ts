// The draft as the page changes it. Each change is in the tab's storage before anything else happens: a reload at any moment finds it.
import { useCallback, useRef, useState } from "react";
import { usePreferences } from "../../i18n/use-preferences.ts";
import { type Draft, loadDraft, newDraft, saveDraft } from "./draft.ts";
import { loadPlaced } from "./placed.ts";

export interface DraftState {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

export function useDraft(): DraftState {
  const { country } = usePreferences();
  const [draft, setDraft] = useState(() => begin(country));
  const newest = useRef(draft);
  const change = useCallback((part: Partial<Draft>) => {
    newest.current = { ...newest.current, ...part };
    saveDraft(newest.current);
    setDraft(newest.current);
  }, []);
  return { draft, change };
}

function begin(country: string): Draft {
  const draft = loadDraft() ?? newDraft(loadPlaced()?.address ?? { countryCode: country });
  saveDraft(draft);
  return draft;
}
