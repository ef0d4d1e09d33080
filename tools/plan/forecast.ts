/** What the settings mean in memory, disk and samples, as sentences for a reviewer. */
import { agentSizing } from "../../settings/profiles";
import type { Settings } from "../../settings/schema";
import { blockBytes, retainedBytes } from "../../settings/storage";
import { countText, gibText } from "../../settings/units";

/** Lines by subject, in the order in which they are shown. */
export type Forecast = Readonly<Record<string, string>>;

function nodes({ cluster }: Settings): string {
  if (cluster.kind === "existing") return `every node of ${cluster.name}`;
  const { minNodes, maxNodes, machineType, spot } = cluster.nodePool;
  const perZone = /-[a-z]$/.test(cluster.location) ? "" : " in each zone";
  return `${minNodes} to ${maxNodes} ${spot ? "spot " : ""}${machineType}${perZone} in ${cluster.location}`;
}

function storage({ metrics }: Settings): string {
  if (metrics.kind === "remote") return `written to ${metrics.url}`;
  return `${metrics.retentionHours} h of ${countText(metrics.expectedSamplesPerSecond)} samples/s = ${gibText(retainedBytes(metrics))} of ${gibText(blockBytes(metrics))} for blocks on a volume of ${metrics.storageGiB} GiB`;
}

/** The forecast of a stack. */
export function forecast(settings: Settings): Forecast {
  const sizing = agentSizing(settings.agent);
  return {
    nodes: nodes(settings),
    agent: `profile ${settings.agent.profile} (${sizing.domain}), every ${settings.agent.scrapeIntervalSeconds} s`,
    "agent memory": `request ${sizing.memoryRequestMiB} MiB, refuses data at ${sizing.memoryLimiterMiB} MiB, limit ${sizing.memoryLimitMiB} MiB`,
    samples: storage(settings),
  };
}
