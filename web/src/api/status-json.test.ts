import { Code } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { metadataOf, reasonOf, retryDelayMsOf, traceIdOf, violationsOf } from "./errors.ts";
import { errorFromStatusText } from "./status-json.ts";

const TYPE = "type.googleapis.com/google.rpc";

test("a status in JSON says the same as the error of a call", () => {
  const error = errorFromStatusText(
    JSON.stringify({
      code: 8,
      message: "Too many.",
      details: [
        { "@type": `${TYPE}.ErrorInfo`, reason: "TOO_MANY", domain: "meshmart.gateway", metadata: { limit: "3" } },
        { "@type": `${TYPE}.RetryInfo`, retryDelay: "1.5s" },
        { "@type": `${TYPE}.BadRequest`, fieldViolations: [{ field: "body", description: "too large" }] },
        { "@type": "type.googleapis.com/somebody.Elses", value: "AA==" },
      ],
    }),
    { "x-trace-id": "abc" },
  );
  expect(error.code).toBe(Code.ResourceExhausted);
  expect(error.rawMessage).toBe("Too many.");
  expect(reasonOf(error)).toBe("TOO_MANY");
  expect(metadataOf(error)).toEqual({ limit: "3" });
  expect(retryDelayMsOf(error)).toBe(1500);
  expect(violationsOf(error)).toEqual(new Map([["body", "too large"]]));
  expect(traceIdOf(error)).toBe("abc");
});

test.each(["", "<html>Bad Gateway</html>", "[]", '{"code":99}', '{"error":"no"}'])(
  "an answer that is not the mesh's (%s) is an error all the same",
  (text) => {
    expect(errorFromStatusText(text).code).toBe(Code.Unavailable);
  },
);
