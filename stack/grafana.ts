/** The dashboards. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { Grafana } from "../components/Grafana";
import { dashboards } from "../monitoring/dashboards/all";
import type { StackInput } from "../settings/load/load";
import { DEFAULT_TEAM, type TracingSettings } from "../settings/schema/tracing";
import { agentSizing } from "../settings/sizing/agent";
import { grafanaManifests } from "../workloads/grafana/manifests";
import type { MetricsStore } from "./metrics";

export interface GrafanaDependencies {
  readonly store: MetricsStore;
  /**
   * Settings of the traces whose pipeline is the cluster's active one: without it there is no Jaeger to ask, and
   * nothing that the dashboards of traces could show.
   */
  readonly activeTracing: TracingSettings | undefined;
}

export function deployGrafana(
  { settings, grafanaSecret, iapSecret }: StackInput,
  { store, activeTracing }: GrafanaDependencies,
  options: ComponentResourceOptions,
): Grafana | undefined {
  const { grafana, agent } = settings;
  if (!grafana.enabled) return undefined;
  const { query, credentials } = store.clients.grafana;
  const manifests = grafanaManifests({
    dataSource: query,
    scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
    dashboards: dashboards(agentSizing(agent), { traces: activeTracing !== undefined }),
    traceSources: activeTracing && {
      teams: [DEFAULT_TEAM, ...activeTracing.teams.map(({ name }) => name)],
      spanMetrics: activeTracing.spanMetrics,
    },
    login: grafana,
  });
  return new Grafana(
    "grafana",
    {
      manifests,
      ...(credentials && { dataSourceCredentials: credentials }),
      ...(grafanaSecret && { oauthClientSecret: grafanaSecret }),
      ...(iapSecret && { iapClientSecret: iapSecret }),
    },
    options,
  );
}
