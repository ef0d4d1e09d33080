/** What runs in a plan and has an address: the workloads, the releases of collectors, and whose hosts they name. */
import { agentNames } from "../../../../contract/names";
import { roleOf } from "../../collectors";
import type { PlannedResource } from "../../engine";
import type { Plan } from "../../plan";

/** A workload, or a release of the collector's chart. */
export interface RunningPart {
  readonly name: string;
  readonly namespace: string;
  /** `StatefulSet`, `Deployment`, `DaemonSet`; `Chart` for a collector. */
  readonly kind: string;
  readonly urn: string;
  /** Role of a collector, as `plan.collectors` names it. */
  readonly role?: string;
  /** Whose `NAME.NAMESPACE` its configuration names. */
  readonly names: ReadonlySet<RunningPart>;
}

type Labels = Readonly<Record<string, string>>;

interface Inputs {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, unknown>>;
  readonly spec?: {
    readonly selector?: Labels;
    readonly template?: {
      readonly metadata?: { readonly labels?: Labels };
      readonly spec?: { readonly volumes?: readonly { readonly configMap?: { readonly name?: string } }[] };
    };
  };
}

const WORKLOADS = new Set(["DaemonSet", "Deployment", "StatefulSet"]);
const CHART_TYPE = "kubernetes:helm.sh/v4:Chart";

/** `NAME.NAMESPACE` of every Service that a text names by its address in the cluster. */
export function hostsIn(text: string): string[] {
  const hosts = text.matchAll(/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/g);
  return [...new Set([...hosts].map(([, name, namespace]) => `${name ?? ""}.${namespace ?? ""}`))];
}

const inputsOf = ({ inputs }: PlannedResource) => inputs as Inputs;

const isSelected = (selector: Labels, labels: Labels) =>
  Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value);

/** The texts of the ConfigMaps that a workload mounts. */
function configurationOf({ metadata, spec }: Inputs, all: readonly Inputs[]): string {
  const mounted = new Set((spec?.template?.spec?.volumes ?? []).map(({ configMap }) => configMap?.name));
  return all
    .filter((other) => other.kind === "ConfigMap" && other.metadata?.namespace === metadata?.namespace)
    .filter((other) => mounted.has(other.metadata?.name))
    .flatMap(({ data = {} }) => Object.values(data).filter((value) => typeof value === "string"))
    .join("\n");
}

/** A part with what finds it and what it says of others. */
interface Found {
  readonly part: RunningPart & { readonly names: Set<RunningPart> };
  readonly labels: Labels;
  readonly configuration: string;
}

function found(resource: PlannedResource, all: readonly Inputs[]): Found[] {
  const inputs = inputsOf(resource);
  const { kind = "", metadata, spec } = inputs;
  if (resource.type === CHART_TYPE) {
    const { name = "", namespace = "" } = inputs;
    const role = roleOf(name);
    const part = { name, namespace, kind: "Chart", urn: resource.urn, role, names: new Set<RunningPart>() };
    return [{ part, labels: { "app.kubernetes.io/instance": name }, configuration: "" }];
  }
  if (!resource.custom || !WORKLOADS.has(kind)) return [];
  const { name = "", namespace = "" } = metadata ?? {};
  const part = { name, namespace, kind, urn: resource.urn, names: new Set<RunningPart>() };
  const labels = spec?.template?.metadata?.labels ?? {};
  return [{ part, labels, configuration: configurationOf(inputs, all) }];
}

/** Whether a Service leads to a part. The pods of a chart have more labels than the plan knows. */
function leadsTo({ spec }: Inputs, { part, labels }: Found): boolean {
  const selector = spec?.selector ?? {};
  const instance = selector["app.kubernetes.io/instance"];
  return part.role === undefined
    ? isSelected(selector, labels)
    : instance !== undefined && isSelected({ "app.kubernetes.io/instance": instance }, labels);
}

/** The parts of a plan that have an address, by `NAME.NAMESPACE` of each Service; a chart's Service is named after it, that of a DaemonSet as agents' are. */
export function partsByHost({ resources }: Plan): ReadonlyMap<string, RunningPart> {
  const all = resources.map(inputsOf);
  const parts = resources.flatMap((resource) => found(resource, all));
  const byHost = new Map(
    parts.flatMap(({ part }) => {
      const services = part.role === undefined ? [part.name] : [part.name, agentNames(part.name).service];
      return services.map((service): [string, RunningPart] => [`${service}.${part.namespace}`, part]);
    }),
  );
  for (const service of all.filter(({ kind }) => kind === "Service")) {
    const { name = "", namespace = "" } = service.metadata ?? {};
    const target = parts.find((one) => one.part.namespace === namespace && leadsTo(service, one));
    if (target) byHost.set(`${name}.${namespace}`, target.part);
  }
  for (const { part, configuration } of parts)
    for (const host of hostsIn(configuration)) {
      const named = byHost.get(host);
      if (named !== undefined && named !== part) part.names.add(named);
    }
  return byHost;
}
