/** What runs in each column: the agent's configuration and surroundings, and the store's, from plans of this program. */
import { planStack, type Plan } from "../../../tools/plan/plan";
import { NAMES } from "../../../contract/names";
import { PROJECT } from "../../../settings/schema/settings";
import type { CollectorConfig } from "../../../collector/common/model";
import { CHART_DEFAULT_VALUES, chartDefaults } from "./chartDefaults";
import type { ColumnName } from "../faultCase";
import { plainArguments, withoutSecrets, withPlainWay } from "./plainWay";

/** Settings of a stack, with scrapes every second. */
export interface FaultSettings {
  readonly outageMinutes?: number;
  readonly enrich?: boolean;
  /** Rate for which the queue is made. */
  readonly samplesPerSecond?: number;
}

/** A container that comes before the agent's own. */
export interface AgentContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** The parts of the chart's values that a process notices. */
export interface AgentValues {
  readonly command?: { readonly name?: string; readonly extraArgs?: readonly string[] };
  readonly initContainers?: readonly AgentContainer[];
  readonly extraEnvs?: readonly { readonly name: string; readonly value?: string }[];
  readonly extraVolumes?: readonly {
    readonly name: string;
    readonly emptyDir?: object;
    readonly hostPath?: object;
    readonly secret?: object;
  }[];
  readonly extraVolumeMounts?: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly?: boolean;
  }[];
  readonly podSecurityContext?: { readonly runAsUser?: number };
  readonly resources: { readonly limits?: { readonly memory: string } };
  readonly terminationGracePeriodSeconds?: number;
}

export interface PlannedColumn {
  readonly agent: CollectorConfig;
  readonly values: AgentValues;
  /** What the agent of ours may read of the API. */
  readonly rules: readonly unknown[];
  /** `prometheus.yml`. */
  readonly storeConfig: { readonly global: object };
  readonly storeArguments: readonly string[];
  /** File names and texts of the alert and recording rules. */
  readonly ruleFiles: Readonly<Record<string, string>>;
}

const plans = new Map<string, Promise<Plan>>();

async function planned(delivery: "memory" | "durable", settings: FaultSettings): Promise<Plan> {
  const { outageMinutes = 1, enrich = false, samplesPerSecond = 1000 } = settings;
  const stack: Readonly<Record<string, unknown>> = {
    environment: "faults",
    cluster: { kind: "existing", name: "faults" },
    agent: { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1, samplesPerSecond, enrich },
    metrics: { kind: "prometheus", storageGiB: 50 },
    delivery,
    outageMinutes,
  };
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

function planOf(delivery: "memory" | "durable", settings: FaultSettings): Promise<Plan> {
  const key = JSON.stringify([delivery, settings]);
  const known = plans.get(key);
  if (known) return known;
  const plan = last.then(() => planned(delivery, settings));
  last = plan.catch(() => undefined);
  plans.set(key, plan);
  return plan;
}

interface PlannedObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string };
}

function objectOf(plan: Plan, kind: string, name: string): unknown {
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

interface StatefulSet {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly args: string[] }[] } };
  };
}

/** What runs in a column; the chart's defaults write to the same store as ours with `memory`. */
export async function plannedColumn(column: ColumnName, settings: FaultSettings): Promise<PlannedColumn> {
  const plan = await planOf(column === "durable" ? "durable" : "memory", settings);
  const { data } = objectOf(plan, "ConfigMap", `${NAMES.prometheus}-config`) as ConfigMap;
  const { spec } = objectOf(plan, "StatefulSet", NAMES.prometheus) as StatefulSet;
  const [container] = spec.template.spec.containers;
  const agent = plan.collectors["agent"];
  const chart = plan.charts.find(({ release }) => release === NAMES.agentRelease);
  if (!agent || !chart) throw new Error("the plan has no agent");
  const ours = withPlainWay(agent);
  const values = chart.values as unknown as AgentValues & {
    readonly clusterRole: { readonly rules: readonly unknown[] };
  };
  return {
    agent: column === "chart" ? chartDefaults(ours) : ours,
    values: column === "chart" ? CHART_DEFAULT_VALUES : withoutSecrets(values),
    rules: values.clusterRole.rules,
    storeConfig: JSON.parse(data["prometheus.yml"] ?? "") as PlannedColumn["storeConfig"],
    storeArguments: plainArguments(container?.args ?? []),
    ruleFiles: (objectOf(plan, "ConfigMap", `${NAMES.prometheus}-rules`) as ConfigMap).data,
  };
}
