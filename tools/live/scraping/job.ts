/** The scrape jobs of a collector's configuration, and what becomes of a discovered target in one of them. */
import { at, listAt, type Manifest, objectAt, textAt, textsAt } from "../../../policy/evidence/reading";
import { type Drop, type Labels, relabel, type RelabelRule } from "./relabel";

/** How a job finds its targets. */
export type Discovery = "pods" | "endpointslices" | "monitors" | "static" | "other";

export interface ScrapeJob {
  readonly name: string;
  readonly discovery: Discovery;
  /** Field selector of its pods, such as `spec.nodeName=node-1`; empty without one. */
  readonly podSelector: string;
  /** Whether its targets have the labels of their namespaces. */
  readonly readsNamespaces: boolean;
  readonly rules: readonly RelabelRule[];
  /** Rules for its samples. */
  readonly sampleRules: readonly RelabelRule[];
  /** Labels of a target that discovery or rules do not set. */
  readonly defaults: Labels;
  /** Parameters of its requests; a label of the target replaces the first value of one. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** Samples of a scrape; 0 without a limit. */
  readonly sampleLimit: number;
  /** Such as `10MB`; empty without a limit. */
  readonly bodySizeLimit: string;
}

export interface Target {
  readonly url: string;
  readonly intervalText: string;
  readonly timeoutText: string;
  /** Labels of its series, among them job and instance. */
  readonly labels: Labels;
}

/** A target, the rule that drops it, or why Prometheus refuses it. */
export type TargetOutcome =
  | { readonly target: Target; readonly drop?: undefined; readonly refused?: undefined }
  | { readonly target?: undefined; readonly drop: Drop; readonly refused?: undefined }
  | { readonly target?: undefined; readonly drop?: undefined; readonly refused: string };

const VARIABLE = /\$\$|\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** A configuration with `$$` as `$` and variables replaced, as the collector reads it. An unset variable is empty. */
export function resolved(value: unknown, environment: Labels): unknown {
  if (typeof value === "string")
    return value.replace(VARIABLE, (_, name?: string, otherwise?: string) =>
      name === undefined ? "$" : (environment[name] ?? otherwise ?? ""),
    );
  if (Array.isArray(value)) return (value as readonly unknown[]).map((one) => resolved(one, environment));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, environment)]));
}

function discoveryOf(job: Manifest): Pick<ScrapeJob, "discovery" | "podSelector"> {
  const kubernetes = listAt(job, "kubernetes_sd_configs")[0];
  const selector = listAt(kubernetes, "selectors").find((one) => textAt(one, "role") === "pod");
  const podSelector = textAt(selector, "field");
  const role = textAt(kubernetes, "role");
  if (role === "pod") return { discovery: "pods", podSelector };
  if (role === "endpointslice") return { discovery: "endpointslices", podSelector };
  if (listAt(job, "monitor_sd_configs").length > 0) return { discovery: "monitors", podSelector };
  return { discovery: listAt(job, "static_configs").length > 0 ? "static" : "other", podSelector };
}

function scrapeJob(job: Manifest, global: Manifest): ScrapeJob {
  const timing = (key: string, otherwise: string) => textAt(job, key) || textAt(global, key) || otherwise;
  const params = objectAt(job, "params");
  const parameters = Object.fromEntries(Object.keys(params).map((name) => [name, textsAt(params, name)]));
  const first = Object.entries(parameters).map(([name, [value = ""]]) => [`__param_${name}`, value]);
  return {
    name: textAt(job, "job_name"),
    ...discoveryOf(job),
    readsNamespaces: at(listAt(job, "kubernetes_sd_configs")[0], "attach_metadata", "namespace") === true,
    rules: listAt(job, "relabel_configs") as readonly RelabelRule[],
    sampleRules: listAt(job, "metric_relabel_configs") as readonly RelabelRule[],
    defaults: {
      job: textAt(job, "job_name"),
      __scrape_interval__: timing("scrape_interval", "1m"),
      __scrape_timeout__: timing("scrape_timeout", "10s"),
      __metrics_path__: textAt(job, "metrics_path") || "/metrics",
      __scheme__: textAt(job, "scheme") || "http",
      ...(Object.fromEntries(first) as Labels),
    },
    parameters,
    sampleLimit: Number(at(job, "sample_limit") ?? 0),
    bodySizeLimit: textAt(job, "body_size_limit"),
  };
}

/** The scrape jobs of the collector's Prometheus receiver. */
export function scrapeJobs(config: unknown, environment: Labels): ScrapeJob[] {
  const prometheus = resolved(objectAt(config, "receivers", "prometheus", "config"), environment) as Manifest;
  return listAt(prometheus, "scrape_configs").map((job) =>
    scrapeJob(objectAt({ job }, "job"), objectAt(prometheus, "global")),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** Seconds of one of Prometheus' durations, such as `1m30s`; undefined where it is none. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/.test(text) || text === "") return undefined;
  return [...text.matchAll(/(\d+)([a-z]+)/g)].reduce((sum, [, number, unit = ""]) => {
    return sum + Number(number) * (UNITS[unit] ?? 0);
  }, 0);
}

/** Why Prometheus takes no target with these labels; undefined where it does. */
function refusal(labels: Labels): string | undefined {
  const { __address__: address = "", __scrape_interval__: interval = "", __scrape_timeout__: timeout = "" } = labels;
  if (address === "") return "it has no address";
  if (address.includes("/")) return `"${address}" is no address`;
  for (const [name, text] of Object.entries({ interval, timeout })) {
    const seconds = durationSeconds(text);
    if (seconds === undefined) return `its ${name} "${text}" is no duration`;
    if (seconds === 0) return `its ${name} is 0`;
  }
  if ((durationSeconds(timeout) ?? 0) > (durationSeconds(interval) ?? 0))
    return `its timeout ${timeout} is longer than its interval ${interval}`;
  return undefined;
}

/** Characters as Go leaves them in a path and in a query, which is how Prometheus shows a URL. */
const escaped = (text: string, kept: RegExp) =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(kept, decodeURIComponent);

const IN_PATH = /%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g;
const NOWHERE = /(?!)/g;

function urlOf({ parameters }: ScrapeJob, labels: Labels): string {
  const { __scheme__: scheme = "", __address__: address = "", __metrics_path__: path = "" } = labels;
  const set = Object.entries(labels).flatMap(([name, value]): [string, string][] =>
    name.startsWith("__param_") ? [[name.slice("__param_".length), value]] : [],
  );
  const all: Record<string, readonly string[]> = { ...parameters };
  for (const [name, value] of set) all[name] = [value, ...(all[name] ?? []).slice(1)];
  const word = (text: string) => escaped(text, NOWHERE).replaceAll("%20", "+");
  const query = Object.keys(all)
    .sort()
    .flatMap((name) => (all[name] ?? []).map((value) => `${word(name)}=${word(value)}`))
    .join("&");
  const slash = path === "" || path.startsWith("/") ? "" : "/";
  return `${scheme}://${address}${slash}${escaped(path, IN_PATH)}${query && "?"}${query}`;
}

/** What a job makes of a discovered target. */
export function targetOutcome(job: ScrapeJob, discovered: Labels): TargetOutcome {
  const set = Object.entries(discovered).filter(([, value]) => value !== "");
  const { labels, drop } = relabel(job.rules, { ...job.defaults, ...Object.fromEntries(set) });
  if (drop) return { drop };
  const refused = refusal(labels);
  if (refused !== undefined) return { refused };
  const visible = Object.entries({ instance: labels["__address__"] ?? "", ...labels });
  return {
    target: {
      url: urlOf(job, labels),
      intervalText: labels["__scrape_interval__"] ?? "",
      timeoutText: labels["__scrape_timeout__"] ?? "",
      labels: Object.fromEntries(visible.filter(([name]) => !name.startsWith("__"))),
    },
  };
}
