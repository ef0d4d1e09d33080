/** Applications that send spans over OTLP/HTTP, as an SDK with a short export interval does: often and little. */
import { request } from "node:http";

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly error?: boolean;
}

/** The id of the trace with a number: the same in every run, and spread as random ids are. */
export function traceId(number: number, run = 1): string {
  let state = BigInt(number) * 0x9e3779b97f4a7c15n + BigInt(run);
  const word = () => {
    state = (state + 0x9e3779b97f4a7c15n) & MASK;
    let mixed = ((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK;
    mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & MASK;
    return (mixed ^ (mixed >> 31n)).toString(16).padStart(16, "0");
  };
  return word() + word();
}

const MASK = (1n << 64n) - 1n;

/** The spans of a trace: a root and its children; the last one has an error where `error` is set. */
export function traceSpans(id: string, count: number, error = false): Span[] {
  const spanId = (index: number) => (index + 1).toString(16).padStart(4, "0") + id.slice(0, 12);
  return Array.from({ length: count }, (_, index) => ({
    traceId: id,
    spanId: spanId(index),
    ...(index > 0 && { parentSpanId: spanId(0) }),
    name: `operation-${index}`,
    ...(error && index === count - 1 && { error }),
  }));
}

/** A request of an application. */
export interface Posted {
  readonly type: string;
  readonly body: string | Buffer;
  /** Address of the pod that sends. Default: that of no pod. */
  readonly from?: string | undefined;
}

/** Posts from the pod's own address, by which the agent knows the pod, and returns status and text of the answer. */
export function post(url: string, { type, body, from }: Posted): Promise<{ status: number; text: string }> {
  const headers = { "content-type": type, "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers, localAddress: from }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/**
 * Sends spans in one request to an agent, again while it says that it cannot take them now, as an SDK does.
 *
 * @param resource attributes of the application
 * @param from address of the pod that sends. Default: that of no pod
 */
export async function sendSpans(
  address: string,
  spans: readonly Span[],
  resource: Readonly<Record<string, string>>,
  from?: string,
): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const attributes = Object.entries(resource).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const body = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes },
        scopeSpans: [
          {
            spans: spans.map(({ error, ...span }) => ({
              ...span,
              kind: 2,
              startTimeUnixNano: String(now - 20_000_000n),
              endTimeUnixNano: String(now),
              ...(error && { status: { code: 2 } }),
            })),
          },
        ],
      },
    ],
  });
  for (;;) {
    const { status, text } = await post(`http://${address}:4318/v1/traces`, { type: "application/json", body, from });
    if (status === 200) return;
    if (status !== 503 && status !== 429) throw new Error(`the agent answered ${status}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Calls `work` for each item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: limit }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}
