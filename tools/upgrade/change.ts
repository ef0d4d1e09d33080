/** What changes between versions of the products that a stack runs, as their own changelogs say it. */
import { RENAMES, RECEIVERS, PROCESSORS, EXPORTERS, CONNECTORS } from "../../contract/collector/components";
import chart from "./changes/chart.json";
import collector from "./changes/collector.json";
import jaeger from "./changes/jaeger.json";
import kubernetes from "./changes/kubernetes.json";
import prometheus from "./changes/prometheus.json";

/**
 * What a change does to what uses it: `removed` is no longer accepted; `renamed` and `deprecated` still work, with a
 * warning; `default` and `behaviour` work, and do something else than before.
 */
export type ChangeKind = "removed" | "renamed" | "deprecated" | "default" | "behaviour";

export interface Change {
  /** First version that has it. */
  readonly version: string;
  readonly kind: ChangeKind;
  /**
   * Where it is used: names with `::` between them, as the collector writes paths. `*` is any name or index, `**` any
   * number of them, and others are regular expressions of a whole name. A component is named by its type.
   */
  readonly path: string;
  /** Regular expression that a value there has to match. Default: any value. */
  readonly value?: string;
  /** Name that is not there, where the change concerns what is not set. */
  readonly unless?: string;
  readonly what: string;
  readonly fix: string;
  /** Repository and number of the change, such as `contrib#45871`. */
  readonly source: string;
}

export type Product = "collector" | "chart" | "prometheus" | "jaeger" | "kubernetes";

/** What is known of a product. */
export interface Changes {
  readonly product: Product;
  /** Newest version whose changelog was read, by source. */
  readonly readTo: Readonly<Record<string, string>>;
  readonly changes: readonly Change[];
}

/** A change as the data files have it: a renamed component has its new name in the place of sentences. */
interface ChangeRecord extends Omit<Change, "kind" | "what" | "fix"> {
  readonly kind: string;
  readonly to?: string;
  readonly what?: string;
  readonly fix?: string;
}

interface ChangesRecord {
  readonly product: string;
  readonly sources: Readonly<Record<string, { readonly repository: string; readonly readTo: string }>>;
  readonly changes: readonly ChangeRecord[];
}

function changeOf({ to, what, fix, kind, ...record }: ChangeRecord): Change {
  return {
    ...record,
    kind: kind as ChangeKind,
    what: what ?? `It is called ${to ?? ""}; the earlier name still works, with a warning.`,
    fix: fix ?? `Write ${to ?? ""}.`,
  };
}

function changesOf({ product, sources, changes }: ChangesRecord, more: readonly ChangeRecord[] = []): Changes {
  return {
    product: product as Product,
    readTo: Object.fromEntries(Object.entries(sources).map(([source, { readTo }]) => [source, readTo])),
    changes: [...more, ...changes].map(changeOf),
  };
}

const SECTIONS = [
  ["receivers", RECEIVERS],
  ["processors", PROCESSORS],
  ["exporters", EXPORTERS],
  ["connectors", CONNECTORS],
] as const;

/** Renamed components that the program itself knows. */
const KNOWN_RENAMES: readonly ChangeRecord[] = RENAMES.map(({ type, earlier, since }) => {
  const section = SECTIONS.find(([, types]) => Object.values<string>(types).includes(type))?.[0] ?? "*";
  return { version: since, kind: "renamed", path: `${section}::${earlier}`, to: type, source: "contrib#45339" };
});

export const COLLECTOR_CHANGES = changesOf(collector, KNOWN_RENAMES);

/** What is known of each product. */
export const CHANGES: readonly Changes[] = [
  COLLECTOR_CHANGES,
  ...[chart, prometheus, jaeger, kubernetes].map((record: ChangesRecord) => changesOf(record)),
];

/** Every name of a component that was renamed, by its earlier name: the changes name it as it is called now. */
export const CURRENT_NAMES: ReadonlyMap<string, string> = new Map(
  [...KNOWN_RENAMES, ...(collector.changes as readonly ChangeRecord[])].flatMap(({ path, to }): [string, string][] =>
    to === undefined ? [] : [[path, to]],
  ),
);

const numbers = (version: string) => version.replace(/^v/, "").split(/[.-]/).map(Number);

/** Order of two versions: negative where the first is older. */
export function compareVersions(first: string, second: string): number {
  const [left, right] = [numbers(first), numbers(second)];
  const differences = [0, 1, 2].map((at) => (left[at] ?? 0) - (right[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** The changes after one version, up to another. */
export function changesBetween(changes: readonly Change[], from: string, to: string): Change[] {
  return changes
    .filter(({ version }) => compareVersions(version, from) > 0 && compareVersions(version, to) <= 0)
    .sort((first, second) => compareVersions(first.version, second.version));
}
