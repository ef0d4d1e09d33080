/** What an application sends to its agent by OTLP. */
import { randomBytes } from "node:crypto";
import { request } from "node:http";

export type Attributes = Readonly<Record<string, string>>;

const keyValues = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));

const nanoseconds = (milliseconds: number) => `${milliseconds}000000`;
const now = () => nanoseconds(Date.now());

/** An OTLP request in JSON with one gauge. @param at milliseconds since 1970. Default: now */
export function gauge(
  name: string,
  value: number,
  resource: Attributes,
  point: Attributes = {},
  at = Date.now(),
): unknown {
  const dataPoints = [{ timeUnixNano: nanoseconds(at), asDouble: value, attributes: keyValues(point) }];
  const metrics = [{ name, gauge: { dataPoints } }];
  return { resourceMetrics: [{ resource: { attributes: keyValues(resource) }, scopeMetrics: [{ metrics }] }] };
}

/** An OTLP request in JSON with one span. */
export function span(name: string, resource: Attributes, attributes: Attributes = {}): unknown {
  const ids = { traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") };
  const times = { startTimeUnixNano: now(), endTimeUnixNano: now() };
  const spans = [{ ...ids, name, kind: 2, ...times, attributes: keyValues(attributes) }];
  return { resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans: [{ spans }] }] };
}

/** Posts from the sender's own address, by which the agent knows the pod, and returns the status. */
export function sendOtlp(from: string, url: string, body: unknown): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const outgoing = request(url, { method: "POST", localAddress: from, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    outgoing.on("error", reject);
    outgoing.end(JSON.stringify(body));
  });
}
