/** Memory, disk and samples that follow from the settings, as sentences for a reviewer. */
import { collectorImage, imageReference, mirrored, OTHER_IMAGES } from "../../../contract/images";
import { clusterFacts } from "../../../facts/cluster";
import { logStoreFacts } from "../../../facts/logStore";
import { storeFacts } from "../../../facts/store";
import { containersText } from "../../../settings/sizing/cluster/containers";
import { objectsText } from "../../../settings/sizing/cluster/objects";
import { queueSizing, queueSpaceMiB, type QueueVolume, writerOf } from "../../../settings/sizing/queue";
import { seriesPerNamespaceText } from "../../../settings/sizing/series";
import { agentMemory, agentSizing } from "../../../settings/sizing/agent";
import type { Exporter } from "../../../settings/schema/extending/exporters";
import { canarySettings } from "../../../settings/schema/canarySettings";
import type { Settings } from "../../../settings/schema/settings";
import { EVENTS_SIZING, logAgentSizing } from "../../../settings/sizing/logs/agent";
import { namespaceLogsText } from "../../../settings/sizing/logs/namespace";
import { exportersOf, withExporters } from "../../../settings/sizing/extending/exporters";
import { clusterLoad } from "../../../settings/sizing/load";
import { agentNeeds, agentNeedsText } from "../../../settings/sizing/measured/agentNeeds";
import { samplerSizing, traceMemory } from "../../../settings/sizing/traces/traces";
import {
  DEFAULT_TEAM,
  type SamplingSettings,
  type TraceStorageSettings,
  type TracingSettings,
} from "../../../settings/schema/tracing";
import { teamsInGrafana } from "../../../workloads/jaeger/input";
import { counted } from "../../text";
import { alertsForecast } from "./alerts";
import { ownForecast } from "./own";
import { BYTES_PER_MIB, MIB_PER_GIB, countText, gibText } from "../../../settings/sizing/units";

/** Lines by subject, in the order in which they are shown. */
export type Forecast = Readonly<Record<string, string>>;

/** Medium of a queue, and the event that deletes it. */
const VOLUMES: Readonly<Record<QueueVolume, string>> = {
  memory: "of memory, if the process lives",
  emptyDir: "of disk, if the pod lives",
  hostPath: "of disk, even if the pod dies",
};

function promise(settings: Settings): string {
  const queue = queueSizing(settings);
  const { volume, samplesPerSecond } = queue;
  const spaceMiB = queueSpaceMiB(queue);
  const size = spaceMiB < MIB_PER_GIB ? `${countText(spaceMiB)} MiB` : gibText(spaceMiB * BYTES_PER_MIB);
  return `up to ${counted(settings.outageMinutes, "minute")} at ${countText(samplesPerSecond)} samples/s per node, ${size} ${VOLUMES[volume]}`;
}

function sampling(settings: SamplingSettings, exporters: readonly Exporter[]): string {
  if (settings.kind === "probabilistic") return `${settings.percent} % of all traces are kept`;
  const { keepErrors, keepSlowerThanMilliseconds: slow, percent, samplers, decisionWaitSeconds } = settings;
  const whole = [
    ...(keepErrors ? ["traces with an error"] : []),
    ...(slow === undefined ? [] : [`traces slower than ${countText(slow)} ms`]),
    `${percent} % of all others`,
  ];
  const { memoryLimitMiB } = withExporters(samplerSizing(settings), exporters);
  return `${whole.join(", ")} are kept; ${samplers} samplers of ${countText(memoryLimitMiB)} MiB decide after ${decisionWaitSeconds} s`;
}

function traceStorage(settings: TraceStorageSettings): string {
  if (settings.kind === "memory") return `${countText(settings.maxTraces)} traces in memory`;
  return `${settings.retentionHours} h on a volume of ${settings.sizeGiB} GiB`;
}

/** Resources and retention of the trace pipeline. Empty without tracing. */
function traces(tracing: TracingSettings | undefined, all: readonly Exporter[]): Forecast {
  if (!tracing) return {};
  const { gateway, teams, defaultStorage } = tracing;
  const exporters = exportersOf("traces", all);
  const ofGateway = tracing.sampling.kind === "tail" ? [] : exporters;
  const { memoryLimitMiB } = withExporters(traceMemory(gateway.memoryLimitMiB), ofGateway);
  const jaegers = [{ name: DEFAULT_TEAM, storage: defaultStorage }, ...teams];
  return {
    "trace gateway": `${gateway.minReplicas} to ${gateway.maxReplicas} replicas of ${countText(memoryLimitMiB)} MiB`,
    sampling: sampling(tracing.sampling, exporters),
    jaeger: jaegers.map(({ name, storage: kept }) => `${name}: ${traceStorage(kept)}`).join("; "),
  };
}

/** Log agents and log store. Empty without logs. */
function logs({ logs: settings, collectorImage: image, exporters }: Settings): Forecast {
  if (!settings) return {};
  const { memoryLimitMiB, memoryRequestMiB } = withExporters(logAgentSizing(settings), exportersOf("logs", exporters));
  const isLimited = writerOf({ collectorImage: image }) === "own";
  return {
    "log agent": `request ${memoryRequestMiB} MiB, limit ${countText(memoryLimitMiB)} MiB, ${countText(settings.queueMiB)} MiB of a node's disk for lines that the store does not take`,
    ...(settings.events && { "kubernetes events": `one collector of ${countText(EVENTS_SIZING.memoryLimitMiB)} MiB` }),
    logs: logStoreFacts(settings).forecast,
    "logs of a namespace": isLimited
      ? namespaceLogsText(settings)
      : "not limited: only the project's image limits the lines of a namespace",
  };
}

/** What everybody who can log in to Grafana sees. Empty without Grafana. */
function grafanaViewers({ grafana, tracing }: Settings): Forecast {
  if (!grafana.enabled) return {};
  const shown = tracing ? teamsInGrafana(grafana, tracing) : [];
  const others = [DEFAULT_TEAM, ...(tracing?.teams ?? []).map(({ name }) => name)].filter(
    (team) => !shown.includes(team),
  );
  const traces = [
    ...(shown.length > 0 ? [`the traces of ${shown.join(", ")}`] : []),
    ...(tracing && others.length > 0 ? [`not those of ${others.join(", ")}`] : []),
  ];
  return {
    "grafana viewers": ["every viewer sees all samples", ...(grafana.logs ? ["all logs"] : []), ...traces].join(", "),
  };
}

/** What keeps a team from taking agents and store from the others. */
function namespaceLimit(settings: Settings): string {
  return writerOf(settings) === "own"
    ? seriesPerNamespaceText(settings.agent)
    : "not limited: only the project's image limits the series of a namespace";
}

/** How images are pinned. A tag can be moved in its registry, a digest cannot. */
function images(settings: Settings): string {
  const all = [...OTHER_IMAGES, collectorImage(settings.collectorImage)];
  const byTag = all.filter(({ digest }) => digest === undefined).length;
  const pinned =
    byTag === 0
      ? `all ${all.length} pinned by digest`
      : `${byTag} of ${all.length} pinned by tag alone; \`npm run digests\` pins them by digest`;
  const { registry } = settings.images;
  return registry === undefined ? pinned : `copies in ${registry}; ${pinned}`;
}

/** What an agent is expected to need at the rate for which its queue is sized. */
function expected(settings: Settings): string {
  const { samplesPerSecond } = queueSizing(settings);
  const { scrapeIntervalSeconds } = settings.agent;
  return agentNeedsText(agentNeeds(writerOf(settings), { samplesPerSecond, scrapeIntervalSeconds }));
}

/** Memory of an agent. */
function memoryOf(settings: Settings) {
  return withExporters(
    agentMemory(agentSizing(settings.agent), queueSizing(settings).memoryMiB),
    exportersOf("metrics", settings.exporters),
  );
}

/** The agents of the canary's nodes. Empty without a canary. */
function canary(settings: Settings): Forecast {
  const own = canarySettings(settings);
  if (!own) return {};
  const { nodeSelector, ...overrides } = settings.agent.canary ?? {};
  const nodes = Object.entries(nodeSelector ?? {}).map((label) => label.join("="));
  const differs = Object.keys(overrides).join(", ") || "nothing";
  return {
    canary: `on nodes with ${nodes.join(" and ")} in place of the other agent; differs in ${differs}; limit ${countText(memoryOf(own).memoryLimitMiB)} MiB`,
  };
}

/** The forecast of a stack. */
export function forecast(settings: Settings): Forecast {
  const sizing = agentSizing(settings.agent);
  const memory = memoryOf(settings);
  return {
    nodes: clusterFacts(settings.cluster).nodesForecast,
    agent: `profile ${settings.agent.profile} (${sizing.domain}), every ${settings.agent.scrapeIntervalSeconds} s`,
    "agent memory": `request ${sizing.memoryRequestMiB} MiB, refuses data at ${countText(memory.memoryLimiterMiB)} MiB, limit ${countText(memory.memoryLimitMiB)} MiB; expected ${expected(settings)} while the store answers`,
    ...canary(settings),
    "nothing lost": promise(settings),
    "series of a namespace": namespaceLimit(settings),
    ...(settings.containers.enabled && { containers: containersText(settings.agent) }),
    ...(settings.objects.enabled && { objects: objectsText(settings) }),
    samples: storeFacts(settings.metrics).forecast(clusterLoad(settings), settings.agent.scrapeIntervalSeconds),
    alerts: alertsForecast(settings),
    ...traces(settings.tracing, settings.exporters),
    ...logs(settings),
    ...ownForecast(settings),
    ...grafanaViewers(settings),
    images: images(settings),
    ...(settings.collectorImage && {
      "collector image": imageReference(mirrored(collectorImage(settings.collectorImage), settings.images.registry)),
    }),
  };
}
