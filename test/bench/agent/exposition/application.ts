/**
 * What an application exposes, changing from scrape to scrape: counters with long labels, gauges, classic and native
 * histograms, and series that end while others begin. The same number gives the same application, value for value.
 */

export type LabelPairs = readonly (readonly [name: string, value: string])[];

export interface Metric {
  labels: LabelPairs;
  /** Of a counter or a gauge. */
  value: number;
  /** Observations of each bucket, of a histogram. */
  readonly counts: number[];
  sum: number;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge" | "classic" | "native";
  readonly metrics: readonly Metric[];
}

export const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Resolution of native histograms, eight buckets for each power of two, and the index of their first bucket. */
export const NATIVE = { schema: 3, first: -39, buckets: 60 } as const;

const METRICS_PER_FAMILY = 25;

/** Text lines of one metric. */
const LINES = { counter: 1, gauge: 1, classic: BOUNDS.length + 3, native: 3 } as const;

/** Which part of the lines each kind has. */
const SHARES = { counter: 0.3, gauge: 0.2, classic: 0.47, native: 0.03 } as const;

/** Every so manieth counter has a label of a thousand bytes, such as the text of a query. */
const LONG_LABEL_EVERY = 200;

/** Part of the counters that end at each scrape, each followed by a new one. */
const CHURN = 0.002;

export class Application {
  readonly families: readonly Family[];
  private readonly counters: readonly Metric[];
  private state: number;
  private generation = 0;
  private replaced = 0;

  /** @param lines how many series it exposes, about */
  constructor(number: number, lines: number) {
    this.state = number + 1;
    this.families = (["counter", "gauge", "classic", "native"] as const).flatMap((kind) =>
      this.familiesOf(kind, Math.max(1, Math.round((lines * SHARES[kind]) / LINES[kind]))),
    );
    this.counters = this.families.flatMap(({ kind, metrics }) => (kind === "counter" ? metrics : []));
  }

  /** The next scrape's values. */
  advance(): void {
    this.generation += 1;
    for (const { kind, metrics } of this.families) {
      for (const metric of metrics) {
        if (kind === "counter") metric.value += this.random(100);
        else if (kind === "gauge") metric.value = this.random(1_000_000) / 1000;
        else this.observe(metric);
      }
    }
    const due = Math.floor(this.generation * this.counters.length * CHURN);
    for (; this.replaced < due; this.replaced += 1) {
      const index = this.replaced % this.counters.length;
      Object.assign(this.counters[index]!, { labels: labels(index, this.generation), value: 0 });
    }
  }

  /** A few observations in a few neighbouring buckets. */
  private observe(metric: Metric): void {
    const middle = this.random(metric.counts.length);
    for (let bucket = middle; bucket < Math.min(middle + 3, metric.counts.length); bucket += 1) {
      const count = this.random(20);
      metric.counts[bucket]! += count;
      metric.sum += count * 0.125;
    }
  }

  private familiesOf(kind: Family["kind"], count: number): Family[] {
    const buckets = { counter: 0, gauge: 0, classic: BOUNDS.length + 1, native: NATIVE.buckets }[kind];
    const metrics = Array.from({ length: count }, (_, index) => ({
      labels: labels(index, 0, kind === "counter"),
      value: this.random(10_000_000),
      counts: Array.from({ length: buckets }, () => this.random(1000)),
      sum: this.random(100_000) / 8,
    }));
    return Array.from({ length: Math.ceil(count / METRICS_PER_FAMILY) }, (_, index) => ({
      name: `shop_${kind}_${index}${kind === "counter" ? "_total" : ""}`,
      help: `What the ${kind} number ${index} of the application tells.`,
      kind,
      metrics: metrics.slice(index * METRICS_PER_FAMILY, (index + 1) * METRICS_PER_FAMILY),
    }));
  }

  /** A whole number from 0 to below the limit. */
  private random(limit: number): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }
}

/** Labels of about 110 characters. */
function labels(index: number, generation: number, hasLong = true): LabelPairs {
  const query = `SELECT ${index} ${"FROM orders WHERE customer = ? ".repeat(32)}`;
  return [
    ["code", String(200 + (index % 5))],
    ["handler", `/api/v1/some/handler/of/the/shop/${index}/${generation}`],
    ["method", "GET"],
    ["upstream", "a-service-with-a-long-name.namespace.svc"],
    ...(hasLong && index % LONG_LABEL_EVERY === 1 ? [["query", query] as const] : []),
  ];
}
