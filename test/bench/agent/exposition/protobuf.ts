/** The exposition as delimited `io.prometheus.client.MetricFamily`, the one format that has native histograms. */
import { BOUNDS, type Family, type LabelPairs, type Metric, NATIVE } from "./application";

type Bytes = readonly number[] | Uint8Array;

const TYPES = { counter: 0, gauge: 1, classic: 4, native: 4 } as const;
const METRIC_FIELDS = { counter: 3, gauge: 2, classic: 7, native: 7 } as const;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return [...bytes, rest];
}

const zigzag = (value: number) => varint(value < 0 ? -2 * value - 1 : 2 * value);
const integer = (field: number, value: number) => [...varint(field << 3), ...varint(value)];
const signed = (field: number, value: number) => [...varint(field << 3), ...zigzag(value)];

function double(field: number, value: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return [...varint((field << 3) | 1), ...bytes];
}

function message(field: number, ...parts: readonly Bytes[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
}

const text = (field: number, value: string) => message(field, Buffer.from(value));

function labelPairs(labels: LabelPairs): Buffer[] {
  return labels.map(([name, value]) => message(1, text(1, name), text(2, value)));
}

function histogram(kind: Family["kind"], { counts, sum }: Metric): Bytes[] {
  let cumulative = 0;
  const sums = counts.map((count) => (cumulative += count));
  const common = [integer(1, cumulative), double(2, sum)];
  if (kind === "classic") {
    const buckets = [...BOUNDS, Infinity].map((bound, index) =>
      message(3, integer(1, sums[index] ?? 0), double(2, bound)),
    );
    return [...common, ...buckets];
  }
  const deltas = counts.flatMap((count, index) => zigzag(count - (counts[index - 1] ?? 0)));
  return [
    ...common,
    signed(5, NATIVE.schema),
    double(6, 1e-128),
    message(12, signed(1, NATIVE.first), integer(2, counts.length)),
    message(13, deltas),
  ];
}

function metricMessage(kind: Family["kind"], metric: Metric): Buffer {
  const value = kind === "counter" || kind === "gauge" ? [double(1, metric.value)] : histogram(kind, metric);
  return message(4, ...labelPairs(metric.labels), message(METRIC_FIELDS[kind], ...value));
}

/** The body of an answer, and how many samples it has: a native histogram is one. */
export function protobufExposition(families: readonly Family[]): { body: Buffer; samples: number } {
  let samples = 0;
  const bodies = families.flatMap(({ name, help, kind, metrics }) => {
    samples += metrics.length * (kind === "classic" ? BOUNDS.length + 3 : 1);
    const family = Buffer.concat([
      text(1, name),
      text(2, help),
      Buffer.from(integer(3, TYPES[kind])),
      ...metrics.map((metric) => metricMessage(kind, metric)),
    ]);
    return [Buffer.from(varint(family.length)), family];
  });
  return { body: Buffer.concat(bodies), samples };
}
