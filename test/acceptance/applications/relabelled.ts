/** Samples, rules of a monitor for them, and what the rules leave. */

export const SAMPLES = [
  "# TYPE requests counter",
  'requests_total{path="/cart/7",uid="1"} 5',
  "# TYPE go_threads gauge",
  "go_threads 7",
  "# TYPE old_total counter",
  "old_total 3",
  "# TYPE wait_seconds histogram",
  'wait_seconds_bucket{le="0.5"} 1',
  'wait_seconds_bucket{le="1"} 2',
  'wait_seconds_bucket{le="+Inf"} 3',
  "wait_seconds_sum 4",
  "wait_seconds_count 3",
  ...["size_bytes", "work_seconds"].flatMap((name) => [
    `# TYPE ${name} histogram`,
    `${name}_bucket{le="1"} 1`,
    `${name}_bucket{le="+Inf"} 2`,
    `${name}_sum 3`,
    `${name}_count 2`,
  ]),
  "",
].join("\n");

/** `metricRelabelings` as charts have them: metrics, buckets and labels that nobody needs, and a label of another. */
export const SAMPLE_RULES = [
  { action: "drop", sourceLabels: ["__name__"], regex: "go_.*" },
  { action: "drop", sourceLabels: ["__name__", "le"], regex: "wait_seconds_bucket;0\\.5" },
  // To the collector a histogram is one metric: it has the last bucket as long as it is there, and is there with its count.
  { action: "drop", sourceLabels: ["__name__"], regex: "size_bytes_bucket|work_seconds_count" },
  { action: "labeldrop", regex: "uid" },
  { sourceLabels: ["path"], regex: "/([^/]+)/.*", targetLabel: "part" },
  { sourceLabels: ["__name__"], regex: "old_(.+)", targetLabel: "__name__", replacement: "new_$1" },
];

/** What is stored then, as `storedAs` writes it. */
export const RELABELLED = [
  "new_total cart",
  "requests_total cart /cart/7 cart",
  "size_bytes_bucket +Inf cart",
  "size_bytes_count cart",
  "size_bytes_sum cart",
  "wait_seconds_bucket +Inf cart",
  "wait_seconds_bucket 1.0 cart",
  "wait_seconds_count cart",
  "wait_seconds_sum cart",
];

/** Each series by its name and the labels le, part, uid, path and pod, without those of the scrape itself. */
export function storedAs(series: readonly { readonly labels: Readonly<Record<string, string>> }[]): string[] {
  return series
    .map(({ labels: { __name__: name = "", le, part, uid, path, pod } }) =>
      [name, le, part, uid, path, pod].filter((one) => one !== undefined).join(" "),
    )
    .filter((one) => !/^(up|scrape_)/.test(one))
    .sort();
}
