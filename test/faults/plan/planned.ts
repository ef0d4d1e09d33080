/** What runs in each variant: the agent's configuration and surroundings, and the store's, from plans of this program. */
import { planStack, type Plan } from "../../../tools/plan/plan";
import { NAMES } from "../../../contract/names";
import { PROJECT } from "../../../settings/schema/settings";
import { CHART_DEFAULT_VALUES, chartDefaults, STORE } from "./chartDefaults";
import { withoutWebConfiguration, withoutSecretVolumes, withoutTls } from "./withoutTls";
import type { AgentValues, VariantName, FaultSettings, PlannedVariant } from "./plannedVariant";

const plans = new Map<string, Promise<Plan>>();

type Section = Readonly<Record<string, unknown>>;

/** The settings by which the variants differ. */
const DELIVERY: Readonly<Record<VariantName, Section>> = {
  contrib: { delivery: "memory" },
  memory: { delivery: "memory", collectorImage: { distribution: "gke-telemetry" } },
  durable: { delivery: "durable", collectorImage: { distribution: "gke-telemetry" } },
  chart: { delivery: "memory" },
};

/** The store of every variant. */
const METRICS: Section = { kind: "prometheus", storageGiB: 50 };

/** The exporter that limits namespaces is in the project's image alone. */
const isOwnImage = (variant: VariantName) => DELIVERY[variant]["collectorImage"] !== undefined;

function settingsOf(variant: VariantName, settings: FaultSettings, metrics: Section): Section {
  const { outageMinutes = 1, enrich = false, samplesPerSecond = 1000, profile, seriesPerNamespace, onNode } = settings;
  const queueVolume = onNode && variant === "durable" && { queueVolume: "hostPath" };
  const limit = isOwnImage(variant) && seriesPerNamespace !== undefined && { seriesPerNamespace };
  const agent = { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1, samplesPerSecond, enrich };
  return {
    // Nodes here have no kubelet, and there is no kube-state-metrics.
    containers: { enabled: false },
    objects: { enabled: false },
    environment: "faults",
    cluster: { kind: "existing", name: "faults", maxNodes: 1 },
    agent: { ...agent, ...(profile && { profile }), ...limit, ...queueVolume },
    metrics,
    outageMinutes,
    ...DELIVERY[variant],
  };
}

async function planned(stack: Section): Promise<Plan> {
  const values = Object.entries(stack).map(([key, value]) => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const plan = await planStack("faults", {
    values: Object.fromEntries(values) as Record<string, string>,
    secretKeys: [],
  });
  if (plan.problems.length > 0)
    throw new Error(`the stack has problems: ${JSON.stringify(plan.problems, undefined, 2)}`);
  return plan;
}

/** Plans are made one after the other: the engine within the process is one for all. */
let last: Promise<unknown> = Promise.resolve();

/** The plan of a stack, made once. */
export function planOf(stack: Section): Promise<Plan> {
  const key = JSON.stringify(stack);
  const known = plans.get(key);
  if (known) return known;
  const plan = last.then(() => planned(stack));
  last = plan.catch(() => undefined);
  plans.set(key, plan);
  return plan;
}

interface PlannedObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

/** The inputs of a planned Kubernetes object. */
export function objectOf(plan: Plan, kind: string, name: string): unknown {
  const found = plan.resources.find(({ inputs }) => {
    const object: PlannedObject = inputs;
    return object.kind === kind && object.metadata?.name === name;
  });
  if (!found) throw new Error(`the plan has no ${kind} ${name}`);
  return found.inputs;
}

interface ConfigMap {
  readonly data: Readonly<Record<string, string>>;
}

export interface StatefulSet {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } };
  };
}

/** The agent of a plan, without what it needs to reach a store over TLS. */
function plannedAgent(variant: VariantName, plan: Plan): Pick<PlannedVariant, "agent" | "values" | "rules"> {
  const agent = plan.collectors["agent"];
  const chart = plan.charts.find(({ release }) => release === NAMES.agentRelease);
  if (!agent || !chart) throw new Error("the plan has no agent");
  const ours = withoutTls(agent);
  const values = chart.values as unknown as AgentValues & {
    readonly clusterRole: { readonly rules: readonly unknown[] };
  };
  return {
    agent: variant === "chart" ? chartDefaults(ours) : ours,
    values: variant === "chart" ? CHART_DEFAULT_VALUES : withoutSecretVolumes(values),
    rules: values.clusterRole.rules,
  };
}

const KEEP_EXEMPLARS = "--enable-feature=exemplar-storage";

/** What runs in a variant; all write to the same kind of store. */
export async function plannedVariant(variant: VariantName, settings: FaultSettings): Promise<PlannedVariant> {
  const plan = await planOf(settingsOf(variant, settings, METRICS));
  const elsewhere = { kind: "remote", url: `${STORE}/api/v1/write` };
  const agentPlan = settings.version1 ? await planOf(settingsOf(variant, settings, elsewhere)) : plan;
  const { data } = objectOf(plan, "ConfigMap", `${NAMES.prometheus}-config`) as ConfigMap;
  const { spec } = objectOf(plan, "StatefulSet", NAMES.prometheus) as StatefulSet;
  const [container] = spec.template.spec.containers;
  return {
    ...plannedAgent(variant, agentPlan),
    storeConfig: JSON.parse(data["prometheus.yml"] ?? "") as PlannedVariant["storeConfig"],
    storeArguments: [
      ...withoutWebConfiguration(container?.args ?? []),
      ...(settings.exemplars ? [KEEP_EXEMPLARS] : []),
    ],
    ruleFiles: (objectOf(plan, "ConfigMap", `${NAMES.prometheus}-rules`) as ConfigMap).data,
  };
}
