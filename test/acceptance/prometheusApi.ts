/** Queries against a running Prometheus. */

export type Labels = Readonly<Record<string, string>>;

export interface Series {
  readonly labels: Labels;
  readonly value: number;
}

export interface Samples {
  readonly labels: Labels;
  /** Unix seconds of the samples. */
  readonly timestamps: readonly number[];
}

export class PrometheusApi {
  constructor(readonly url: string) {}

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`);
    const answer = (await response.json()) as { status: string; error?: string; data: T };
    if (answer.status !== "success") throw new Error(`${path}: ${answer.error ?? response.statusText}`);
    return answer.data;
  }

  /** An instant vector, or a scalar as one series without labels. */
  async query(expression: string): Promise<Series[]> {
    type Value = readonly [number, string];
    const { resultType, result } = await this.get<
      { resultType: "vector"; result: { metric: Labels; value: Value }[] } | { resultType: "scalar"; result: Value }
    >(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    if (resultType === "scalar") return [{ labels: {}, value: Number(result[1]) }];
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The stored samples of a range selector, such as `up[5m]`. */
  async samples(rangeSelector: string): Promise<Samples[]> {
    const { result } = await this.get<{ result: { metric: Labels; values: [number, string][] }[] }>(
      `/api/v1/query?query=${encodeURIComponent(rangeSelector)}`,
    );
    return result.map(({ metric, values }) => ({ labels: metric, timestamps: values.map(([at]) => at) }));
  }
}
