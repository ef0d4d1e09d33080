/** The parts of a configuration that have a meaning of their own, by name. */
import { at, listAt, objectAt, textAt } from "../../../../policy/evidence/reading";

/** Parts by name, such as `pipeline metrics` or `alert AgentMissing`. */
export type Parts = Readonly<Record<string, unknown>>;

/** Items of a list by a name of theirs; those of the same name are numbered. */
function named(noun: string, items: readonly unknown[], nameOf: (item: unknown) => string): [string, unknown][] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const name = `${noun} ${nameOf(item)}`.trimEnd();
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return [count === 1 ? name : `${name} (${count})`, item];
  });
}

const without = (value: unknown, ...keys: readonly string[]) =>
  Object.fromEntries(Object.entries(objectAt(value)).filter(([key]) => !keys.includes(key)));

/** The top-level keys of anything else. */
const topLevel = (value: unknown, ...known: readonly string[]) => Object.entries(without(value, ...known));

const KINDS = {
  receivers: "receiver",
  processors: "processor",
  exporters: "exporter",
  connectors: "connector",
  extensions: "extension",
};

/** A collector's configuration: components, scrape jobs and pipelines. */
export function collectorParts(config: unknown): Parts {
  const components = Object.entries(KINDS).flatMap(([section, noun]) =>
    Object.entries(objectAt(config, section)).flatMap(([name, component]): [string, unknown][] => {
      const jobs = listAt(component, "config", "scrape_configs");
      const own =
        jobs.length === 0
          ? component
          : { ...objectAt(component), config: without(at(component, "config"), "scrape_configs") };
      return [[`${noun} ${name}`, own], ...named("scrape job", jobs, (job) => textAt(job, "job_name"))];
    }),
  );
  const pipelines = Object.entries(objectAt(config, "service", "pipelines"));
  return Object.fromEntries([
    ...pipelines.map(([name, pipeline]): [string, unknown] => [`pipeline ${name}`, pipeline]),
    ...components,
    ["the collector's own telemetry and extensions", without(at(config, "service"), "pipelines")],
    ...topLevel(config, "service", ...Object.keys(KINDS)),
  ]);
}

function ruleParts(content: unknown): Parts {
  const rules = listAt(content, "groups").flatMap((group) => listAt(group, "rules"));
  const [alerts, records] = ["alert", "record"].map((key) => rules.filter((rule) => textAt(rule, key) !== ""));
  const groups = listAt(content, "groups").map((group) => without(group, "rules"));
  return Object.fromEntries([
    ...named("alert", alerts ?? [], (rule) => textAt(rule, "alert")),
    ...named("recording rule", records ?? [], (rule) => textAt(rule, "record")),
    ...named("group", groups, (group) => textAt(group, "name")),
  ]);
}

/** Panels, those inside of rows too. */
function panelsOf(content: unknown): unknown[] {
  return listAt(content, "panels").flatMap((panel) => [without(panel, "panels"), ...panelsOf(panel)]);
}

function dashboardParts(content: unknown): Parts {
  const panels = panelsOf(content).map((panel) => without(panel, "gridPos", "id"));
  const [rows, others] = [true, false].map((isRow) =>
    panels.filter((panel) => (textAt(panel, "type") === "row") === isRow),
  );
  return Object.fromEntries([
    ...named("panel", others ?? [], (panel) => textAt(panel, "title")),
    ...named("row", rows ?? [], (panel) => textAt(panel, "title")),
    ...named("variable", listAt(content, "templating", "list"), (variable) => textAt(variable, "name")),
    ...topLevel(content, "panels", "templating"),
  ]);
}

function prometheusParts(content: unknown): Parts {
  return Object.fromEntries([
    ...named("scrape job", listAt(content, "scrape_configs"), (job) => textAt(job, "job_name")),
    ...topLevel(content, "scrape_configs"),
  ]);
}

function alertmanagerParts(content: unknown): Parts {
  return Object.fromEntries([
    ...named("receiver", listAt(content, "receivers"), (receiver) => textAt(receiver, "name")),
    ...topLevel(content, "receivers"),
  ]);
}

/** Kinds of configuration, by what they hold. */
const READERS: readonly {
  readonly holds: (content: unknown) => boolean;
  readonly parts: (content: unknown) => Parts;
}[] = [
  { holds: (content) => at(content, "service", "pipelines") !== undefined, parts: collectorParts },
  { holds: (content) => at(content, "groups") !== undefined, parts: ruleParts },
  { holds: (content) => at(content, "panels") !== undefined, parts: dashboardParts },
  { holds: (content) => at(content, "global", "evaluation_interval") !== undefined, parts: prometheusParts },
  { holds: (content) => at(content, "route") !== undefined, parts: alertmanagerParts },
];

/** The parts of any configuration; of one that is not known, its top-level keys. */
export function partsOf(content: unknown): Parts {
  const reader = READERS.find(({ holds }) => holds(content));
  return reader ? reader.parts(content) : Object.fromEntries(topLevel(content));
}
