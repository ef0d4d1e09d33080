/** What runs in a variant of the cases about logs: the log agent and VictoriaLogs, from plans of this program. */
import { type CollectorConfig, textOf } from "../../../collector/common/model";
import { COMPONENTS, EXPORTERS, PROCESSORS } from "../../../contract/collector/components";
import { LOG_NAMES } from "../../../contract/logs";
import { PLACEMENTS } from "../../../contract/names";
import { objectOf, planOf, type StatefulSet } from "../plan/planned";
import type { AgentValues } from "../plan/plannedVariant";
import { withoutSecretVolumes } from "../plan/withoutTls";

/** The images on which log agents run. */
export const LOG_VARIANTS = ["contrib", "own"] as const;
export type LogVariantName = (typeof LOG_VARIANTS)[number];

const IMAGE: Readonly<Record<LogVariantName, object>> = {
  contrib: {},
  own: { collectorImage: { distribution: "gke-telemetry" } },
};

/** Settings of the section `logs`. */
export interface LogSettings {
  readonly queueMiB?: number;
  readonly namespaceKiBPerSecond?: number;
}

/** What a node is started with. */
export interface LogSetup {
  readonly settings?: LogSettings;
  /** Sizes of volumes that have to be small. */
  readonly volumes?: { readonly agentMiB?: number; readonly storeMiB?: number };
}

export interface PlannedLogs {
  readonly agent: CollectorConfig;
  readonly values: AgentValues;
  readonly storeArguments: readonly string[];
}

/** The plan of a variant. */
export async function plannedLogs(variant: LogVariantName, settings: LogSettings): Promise<PlannedLogs> {
  const { namespaceKiBPerSecond, ...others } = settings;
  const limit = variant === "own" && namespaceKiBPerSecond !== undefined && { namespaceKiBPerSecond };
  const plan = await planOf({
    environment: "faults",
    cluster: { kind: "existing", name: "faults", maxNodes: 1 },
    logs: { kind: "victorialogs", events: false, ...others, ...limit },
    ...IMAGE[variant],
  });
  const agent = plan.collectors["logs"];
  const chart = plan.charts.find(({ release }) => release === LOG_NAMES.release);
  if (!agent || !chart) throw new Error("the plan has no log agent");
  const { spec } = objectOf(plan, "StatefulSet", PLACEMENTS.victoriaLogs.name) as StatefulSet;
  return {
    agent: withoutSurroundings(agent),
    values: withoutSecretVolumes(chart.values as unknown as AgentValues),
    storeArguments: withoutWeb(spec.template.spec.containers[0]?.args ?? []),
  };
}

/**
 * The configuration without TLS, credentials and API server: the proxy before the store has to read what passes, and
 * what becomes of a line does not depend on its workload's name.
 */
function withoutSurroundings(config: CollectorConfig): CollectorConfig {
  const processors = without(config.processors, [PROCESSORS.kubernetesAttributes]);
  const exporter = without(config.exporters[EXPORTERS.otlpHttp] ?? {}, ["tls", "auth"]);
  const extensions = without(config.extensions, [COMPONENTS.logStoreAuthenticator]);
  const pipelines = Object.entries(config.service.pipelines).map(([id, pipeline]) => [
    id,
    { ...pipeline, processors: pipeline.processors.filter((one) => one in processors) },
  ]);
  return {
    ...config,
    extensions,
    processors,
    exporters: {
      ...config.exporters,
      [EXPORTERS.otlpHttp]: {
        ...exporter,
        logs_endpoint: textOf(exporter["logs_endpoint"]).replace("https://", "http://"),
      },
    },
    service: {
      ...config.service,
      extensions: Object.keys(extensions),
      pipelines: Object.fromEntries(pipelines) as CollectorConfig["service"]["pipelines"],
    },
  };
}

function without<Value>(values: Readonly<Record<string, Value>>, keys: readonly string[]): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !keys.includes(key)));
}

const WEB = /^-(tls|httpAuth|httpListenAddr|storageDataPath|enableTCP6)/;

/** Arguments of VictoriaLogs without addresses, folder, encryption and users. */
const withoutWeb = (args: readonly string[]) => args.filter((argument) => !WEB.test(argument));
