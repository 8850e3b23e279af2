// One import at a time: how far it is, and its end.
import { Code, ConnectError } from "@connectrpc/connect";
import {
  CatalogService,
  type ImportError,
  type ImportProductsResponse,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useUpload } from "../../api/upload.ts";
import type { Format } from "./import-samples.ts";

/** More would be no list that anybody reads. */
const MAX_SHOWN_ERRORS = 500;

export interface ImportState {
  readonly file: File;
  readonly format: Format;
  readonly state: "running" | "done" | "cancelled" | "failed";
  readonly sentBytes: number;
  /** The newest counts. */
  readonly counts: Pick<ImportProductsResponse, "readCount" | "createdCount" | "updatedCount" | "refusedCount">;
  readonly errors: readonly ImportError[];
  readonly error: unknown;
}

export interface Import {
  readonly current: ImportState | undefined;
  readonly start: (file: File, format: Format) => Promise<void>;
  readonly cancel: () => void;
}

const NO_COUNTS = { readCount: 0, createdCount: 0, updatedCount: 0, refusedCount: 0 };

export function useImport(): Import {
  const upload = useUpload();
  const client = useQueryClient();
  const [current, setCurrent] = useState<ImportState>();
  const running = useRef<AbortController>(undefined);
  // Whoever leaves the page gives it up.
  useEffect(() => () => running.current?.abort(), []);

  const start = async (file: File, format: Format) => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const change = (next: (now: ImportState) => Partial<ImportState>) =>
      setCurrent((now) => (now && running.current === controller ? { ...now, ...next(now) } : now));
    setCurrent({ file, format, state: "running", sentBytes: 0, counts: NO_COUNTS, errors: [], error: undefined });
    try {
      await upload(CatalogService.method.importProducts, file, format.contentType, {
        signal: controller.signal,
        onProgress: (sentBytes) => change(() => ({ sentBytes })),
        onMessage: (counts) =>
          change(({ errors }) => ({ counts, errors: [...errors, ...counts.errors].slice(0, MAX_SHOWN_ERRORS) })),
      });
      change(() => ({ state: "done" }));
    } catch (error) {
      const isCancelled = controller.signal.aborted && ConnectError.from(error).code === Code.Canceled;
      change(() => (isCancelled ? { state: "cancelled" } : { state: "failed", error }));
    }
    // What was imported shows everywhere.
    void client.invalidateQueries();
  };
  return { current, start, cancel: () => running.current?.abort() };
}
