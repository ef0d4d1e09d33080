/** The settings of the stack's own Prometheus, completed from agents, outage window and cluster. */
import type { AgentSettings, PrometheusSettings, Settings } from "../schema/settings";
import { clusterLoad } from "./load";

/** Minutes by which the out-of-order window exceeds the outage window: the samples sent last may be that much older. */
const WINDOW_MARGIN_MINUTES = 10;

export type StoreSettings = PrometheusSettings & {
  readonly expectedSamplesPerSecond: number;
  readonly outOfOrderMinutes: number;
  /** Seconds between two samples of a series. */
  readonly scrapeIntervalSeconds: number;
};

/** The settings of Prometheus. Rate and out-of-order window follow from the other sections unless the stack sets them. */
export function storeSettings(
  metrics: PrometheusSettings,
  settings: Pick<Settings, "outageMinutes" | "cluster"> & {
    readonly agent: Pick<AgentSettings, "profile" | "samplesPerSecond" | "scrapeIntervalSeconds">;
  },
): StoreSettings {
  return {
    ...metrics,
    expectedSamplesPerSecond: metrics.expectedSamplesPerSecond ?? clusterLoad(settings).samplesPerSecond,
    outOfOrderMinutes: metrics.outOfOrderMinutes ?? settings.outageMinutes + WINDOW_MARGIN_MINUTES,
    scrapeIntervalSeconds: settings.agent.scrapeIntervalSeconds,
  };
}
