// The contract's handler for imports: a stream of pieces in, how far it is out. Reads no faster than it writes, and holds one batch.
import { once } from "node:events";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import {
  CatalogService,
  CreateProductRequestSchema,
  type ImportProductsRequest,
  type ImportProductsResponse,
  ImportProductsResponseSchema,
  type ProductDetails,
} from "@meshmart/gen/meshmart/catalog/v1/catalog_pb";
import { connectError, DomainError } from "@meshmart/kit/errors";
import { validation } from "@meshmart/kit/interceptors/validation";
import { toContent } from "./edit-rpc.ts";
import { createLineSplitter, type Line } from "./import-lines.ts";
import { BadLine, parseCsvLine, parseHeader, parseJsonLine } from "./import-records.ts";
import { checkContent, type ProductContent } from "./product-details.ts";
import type { ProductImport } from "./product-import.ts";

const BATCH = 500;
const MAX_ERRORS = 100;
const LEAVING_MS = 50;
const MAX_PIECE_BYTES = 1024 * 1024;
const FORMATS = new Map<string, "csv" | "ndjson">([
  ["text/csv", "csv"],
  ["application/x-ndjson", "ndjson"],
]);
const REQUEST_ID = "00000000-0000-4000-8000-000000000000";

/** What the contract says of CreateProduct holds here as well. */
const createRules = validation(CatalogService.method.createProduct)!;

type Rpc = Pick<ServiceImpl<typeof CatalogService>, "importProducts">;

export function createImportRpc(products: ProductImport): Rpc {
  return {
    async *importProducts(requests, context) {
      const progress = create(ImportProductsResponseSchema);
      let batch: ProductContent[] = [];
      const report = async (done: boolean) => {
        // Whoever has left wants no more of it; what was written before stays.
        if (context.signal.aborted) throw cutOff();
        const { created, updated } = await products.write(batch);
        batch = [];
        progress.createdCount += created;
        progress.updatedCount += updated;
        const answer = create(ImportProductsResponseSchema, { ...progress, done });
        progress.errors = [];
        return answer;
      };
      for await (const [line, parse] of linesOf(requests, context.signal)) {
        progress.readCount++;
        const content = understand(line, parse, progress);
        if (content) batch.push(content);
        if (progress.readCount % BATCH === 0) yield await report(false);
      }
      yield await report(true);
    },
  };
}

type Parse = (text: string) => ProductDetails;

/** Lines with how to read them, without the header line and empty ones. */
async function* linesOf(
  requests: AsyncIterable<ImportProductsRequest>,
  signal: AbortSignal,
): AsyncGenerator<readonly [Line, Parse]> {
  let format: "csv" | "ndjson" | undefined;
  let splitter: ReturnType<typeof createLineSplitter> | undefined;
  let parse: Parse | undefined;
  const withParse = function* (lines: readonly Line[]) {
    for (const line of lines) {
      if (line.text?.trim() === "") continue;
      if (parse) yield [line, parse] as const;
      else parse = parseOf(line);
    }
  };
  for await (const { body } of requests) {
    const { contentType, data } = body!;
    if (data.length > MAX_PIECE_BYTES)
      throw invalid("PIECE_TOO_LARGE", `A piece has at most ${MAX_PIECE_BYTES} bytes.`);
    if (!format) {
      format = formatOf(contentType);
      splitter = createLineSplitter(format);
      if (format === "ndjson") parse = parseJsonLine;
    }
    yield* withParse(splitter!.push(data));
  }
  await finished(signal);
  if (!splitter) throw invalid("IMPORT_EMPTY", "An import has one piece at least.");
  yield* withParse(splitter.end());
  if (!parse) throw invalid("HEADER_INVALID", "A CSV file begins with a line that names its columns.");
}

/**
 * Waits until it is sure that the sender has finished. One that has left looks for some milliseconds as if it had, and what it sent
 * last may be half a line.
 */
async function finished(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort", { signal: AbortSignal.timeout(LEAVING_MS) }).catch(() => {});
  if (signal.aborted) throw cutOff();
}

function cutOff(): ConnectError {
  return connectError(Code.Canceled, "The import was cut off; what was written stays.");
}

function formatOf(contentType: string): "csv" | "ndjson" {
  const format = FORMATS.get(contentType.split(";")[0]!.trim().toLowerCase());
  if (format) return format;
  const known = [...FORMATS.keys()].join(" or ");
  throw invalid("CONTENT_TYPE_UNKNOWN", `The content type is ${known}, not "${contentType.slice(0, 100)}".`);
}

function parseOf({ text, problem }: Line): Parse {
  try {
    if (text === undefined) throw new BadLine(problem);
    const columns = parseHeader(text);
    return (line) => parseCsvLine(columns, line);
  } catch (error) {
    if (error instanceof BadLine) throw invalid("HEADER_INVALID", `The first line: ${error.message}`);
    throw error;
  }
}

/** The product of a line; undefined when it is refused, which is counted. */
function understand({ number, text, problem }: Line, parse: Parse, progress: ImportProductsResponse) {
  try {
    if (text === undefined) throw new BadLine(problem);
    const details = parse(text);
    createRules.receive?.(
      undefined as never,
      create(CreateProductRequestSchema, { requestId: REQUEST_ID, productDetails: details }),
    );
    const content = toContent(details);
    checkContent(content);
    return content;
  } catch (error) {
    const isRefusal = error instanceof BadLine || error instanceof DomainError || error instanceof ConnectError;
    if (!isRefusal) throw error;
    progress.refusedCount++;
    const message = (error instanceof ConnectError ? error.rawMessage : error.message).replace(
      /^product_details\./,
      "",
    );
    if (progress.errors.length < MAX_ERRORS)
      progress.errors.push({ $typeName: "meshmart.catalog.v1.ImportError", line: number, message });
    return undefined;
  }
}

function invalid(reason: string, message: string): DomainError {
  return new DomainError("invalid", reason, message, { field: "body" });
}
