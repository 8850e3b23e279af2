// Sends a file to a method whose client streams. Browsers cannot stream a request of a Connect call, but the gateway takes the file as the raw
// body of one REST request, and answers with a line of JSON for each message of the method's. Path, message and deadline are the
// contract's. XMLHttpRequest, because fetch does not tell how much was sent.
import {
  type DescMessage,
  type DescMethodBiDiStreaming,
  type DescMethodClientStreaming,
  fromJson,
  type JsonValue,
  type MessageShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { useCallback } from "react";
import { useRefresh } from "./api-context.ts";
import { isUnauthenticated } from "./errors.ts";
import { httpRuleOf } from "./http-rule.ts";
import { createLineReader } from "./json-lines.ts";
import { deadlineMsOf } from "./policy.ts";
import type { Refresh } from "./refresh.ts";
import { errorFromStatusJson, errorFromStatusText } from "./status-json.ts";

type ClientStreams<O extends DescMessage> =
  | DescMethodClientStreaming<DescMessage, O>
  | DescMethodBiDiStreaming<DescMessage, O>;

export interface UploadOptions<O extends DescMessage> {
  /** Gives the upload up. What the service has done by then stays done. */
  readonly signal: AbortSignal;
  /** Bytes that have left the browser; from zero again when the file is sent anew. */
  readonly onProgress: (sentBytes: number) => void;
  /** Each message, as it arrives. */
  readonly onMessage: (message: MessageShape<O>) => void;
}

/** Resolves when the method has ended well, rejects with a ConnectError. */
export type Upload = <O extends DescMessage>(
  method: ClientStreams<O>,
  file: Blob,
  contentType: string,
  options: UploadOptions<O>,
) => Promise<void>;

export function useUpload(): Upload {
  const refresh = useRefresh();
  return useCallback((...args: Parameters<Upload>) => upload(refresh, ...args), [refresh]) as Upload;
}

/** A file that was refused because the access token had expired is sent again with a new one. */
async function upload(refresh: Refresh, ...args: Parameters<Upload>): Promise<void> {
  const since = Date.now();
  try {
    await send(...args);
  } catch (error) {
    if (!isUnauthenticated(error) || !(await refresh(since))) throw error;
    await send(...args);
  }
}

function send<O extends DescMessage>(
  method: ClientStreams<O>,
  file: Blob,
  contentType: string,
  { signal, onProgress, onMessage }: UploadOptions<O>,
): Promise<void> {
  const { verb, path } = httpRuleOf(method);
  return new Promise((resolve, reject) => {
    if (signal.aborted) throw gaveUp();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    const lines = createLineReader((line) => onMessage(messageOf(method.output, line)));
    /** What has arrived: throws what the method failed with, or what the answer cannot be read for. */
    const read = (isWhole: boolean) => {
      if (request.status === 200) lines.read(request.responseText, isWhole);
      else if (isWhole) throw errorFromStatusText(request.responseText, headersOf(request));
    };
    const finish = (act: () => void) => {
      signal.removeEventListener("abort", abort);
      try {
        act();
        resolve();
      } catch (error) {
        request.abort();
        reject(ConnectError.from(error));
      }
    };
    const fail = (error: ConnectError) => () => {
      finish(() => {
        throw error;
      });
    };
    request.open(verb, path);
    request.setRequestHeader("content-type", contentType);
    request.timeout = deadlineMsOf(method) ?? 0;
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onprogress = () => {
      try {
        read(false);
      } catch (error) {
        fail(ConnectError.from(error))();
      }
    };
    request.onload = () => finish(() => read(true));
    request.onerror = fail(new ConnectError("The mesh cannot be reached.", Code.Unavailable));
    request.ontimeout = fail(new ConnectError("The upload took too long.", Code.DeadlineExceeded));
    request.onabort = fail(gaveUp());
    signal.addEventListener("abort", abort, { once: true });
    request.send(file);
  });
}

/** A line is `{"result": ...}`, or `{"error": ...}` as the last one. */
function messageOf<O extends DescMessage>(output: O, line: JsonValue): MessageShape<O> {
  const { result, error } = line as { readonly result?: JsonValue; readonly error?: JsonValue };
  if (result === undefined) throw errorFromStatusJson(error);
  return fromJson(output, result, { ignoreUnknownFields: true });
}

function headersOf(request: XMLHttpRequest): HeadersInit {
  const traceId = request.getResponseHeader("x-trace-id");
  return traceId ? { "x-trace-id": traceId } : {};
}

function gaveUp(): ConnectError {
  return new ConnectError("The upload was given up.", Code.Canceled);
}
