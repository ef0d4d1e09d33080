/** How many series the pods of one namespace may have, so that no team takes agents and store from the others. */
import type { AgentSettings } from "../schema/settings";
import { PROFILES } from "./agent";
import { countText } from "./units";

/** Part of the series of a node that one namespace may have by default: the others have as much together. */
const NAMESPACE_SHARE = 0.5;

/** The stack's own parts have to fit, whatever the rate of a node: Prometheus, Grafana and their like. */
const LEAST_SERIES = 10_000;

type Rate = Pick<AgentSettings, "profile" | "samplesPerSecond" | "scrapeIntervalSeconds">;

/** Series of a node for which agents and store are sized. */
function seriesOfNode({ profile, samplesPerSecond, scrapeIntervalSeconds }: Rate): number {
  return (samplesPerSecond ?? PROFILES[profile].samplesPerSecond) * scrapeIntervalSeconds;
}

/** Series that an agent takes of the pods of one namespace. Only the project's exporter keeps to it. */
export function seriesPerNamespace(agent: Rate & Pick<AgentSettings, "seriesPerNamespace">): number {
  return agent.seriesPerNamespace ?? Math.max(LEAST_SERIES, Math.floor(seriesOfNode(agent) * NAMESPACE_SHARE));
}

/** The budget with its arithmetic, as text for reports. */
export function seriesPerNamespaceText(agent: AgentSettings): string {
  const { scrapeIntervalSeconds, shortestIntervalSeconds = scrapeIntervalSeconds } = agent;
  const series = seriesPerNamespace(agent);
  return `${countText(series)} on each node, scraped every ${shortestIntervalSeconds} s or less often: ${countText(series / shortestIntervalSeconds)} samples/s`;
}
