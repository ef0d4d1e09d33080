/** The exposition as text, in Prometheus' format 0.0.4. */
import { BOUNDS, type Family, type LabelPairs, type Metric } from "./application";

const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

function line(name: string, labels: LabelPairs, value: number): string {
  return `${name}{${labels.map(([label, text]) => `${label}="${text}"`).join(",")}} ${value}`;
}

/** A classic histogram; of a native one the bucket without a bound, since text has no others. */
function histogram({ name, kind }: Family, { labels, counts, sum }: Metric): string[] {
  const bounds = kind === "classic" ? BOUNDS : [];
  const buckets = bounds.map((bound, index) =>
    line(`${name}_bucket`, [...labels, ["le", String(bound)]], total(counts.slice(0, index + 1))),
  );
  return [
    ...buckets,
    line(`${name}_bucket`, [...labels, ["le", "+Inf"]], total(counts)),
    line(`${name}_sum`, labels, sum),
    line(`${name}_count`, labels, total(counts)),
  ];
}

function familyLines(family: Family): string[] {
  const { name, kind, metrics } = family;
  if (kind === "counter" || kind === "gauge") return metrics.map(({ labels, value }) => line(name, labels, value));
  return metrics.flatMap((metric) => histogram(family, metric));
}

/** The body of an answer, and how many samples it has. */
export function textExposition(families: readonly Family[]): { body: string; samples: number } {
  let samples = 0;
  const lines = families.flatMap((family) => {
    const { name, help, kind } = family;
    const own = familyLines(family);
    samples += own.length;
    const type = kind === "counter" || kind === "gauge" ? kind : "histogram";
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...own];
  });
  return { body: `${lines.join("\n")}\n`, samples };
}
