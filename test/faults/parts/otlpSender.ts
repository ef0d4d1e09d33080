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

export class OtlpSender {
  /** Samples that the agent has taken and that have to be stored. */
  readonly accepted: Expected[] = [];

  /** @param url the agent's OTLP/HTTP endpoint. */
  constructor(private readonly url: string) {}

  /** Sends points in one request; `poison` go beside them and are not expected anywhere. Returns whether they were taken. */
  async send(points: readonly Point[], poison: readonly Point[] = []): Promise<boolean> {
    const dataPoints = [...points, ...poison].map(({ series, value, at }) => ({
      attributes: [{ key: "number", value: { stringValue: series } }],
      timeUnixNano: `${at}000000`,
      asDouble: value,
    }));
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "sender" } }] };
    const body = {
      resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: PUSHED, gauge: { dataPoints } }] }] }],
    };
    const { ok } = await fetch(`${this.url}/v1/metrics`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (ok) this.accepted.push(...points.map(({ series, value, at }) => ({ key: `${PUSHED}/${series}`, value, at })));
    return ok;
  }
}
