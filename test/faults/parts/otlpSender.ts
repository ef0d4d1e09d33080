/** An application that sends metrics to its node's agent over OTLP/HTTP, and numbers its samples. */
import type { Expected } from "../verdict/accounting";

/** The gauge that it sends; as with the scraped counter, a sample's value is its number. */
export const PUSHED = "fault_pushed";

export interface Point {
  readonly series: string;
  readonly value: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Metrics of one instrumentation scope, as OTLP has them in JSON. */
export interface ScopeMetrics {
  readonly scope?: { readonly name: string; readonly version: string };
  readonly metrics: readonly object[];
}

/** A time as OTLP has it in JSON. */
export const nanoseconds = (milliseconds: number) => `${milliseconds}000000`;

export class OtlpSender {
  /** Samples that the agent has taken and that have to be stored. */
  readonly accepted: Expected[] = [];

  /** @param url the agent's OTLP/HTTP endpoint. */
  constructor(private readonly url: string) {}

  /** Sends metrics in one request. Returns whether they were taken. */
  async post(scopeMetrics: readonly ScopeMetrics[]): Promise<boolean> {
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "sender" } }] };
    const { ok } = await fetch(`${this.url}/v1/metrics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics }] }),
    });
    return ok;
  }

  /** Sends points in one request; `poison` go beside them and are not expected anywhere. Returns whether they were taken. */
  async send(points: readonly Point[], poison: readonly Point[] = []): Promise<boolean> {
    const dataPoints = [...points, ...poison].map(({ series, value, at }) => ({
      attributes: [{ key: "number", value: { stringValue: series } }],
      timeUnixNano: nanoseconds(at),
      asDouble: value,
    }));
    const ok = await this.post([{ metrics: [{ name: PUSHED, gauge: { dataPoints } }] }]);
    if (ok) this.accepted.push(...points.map(({ series, value, at }) => ({ key: `${PUSHED}/${series}`, value, at })));
    return ok;
  }
}
