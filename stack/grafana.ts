/** The dashboards. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { Grafana } from "../components/Grafana";
import { grafanaImage } from "../contract/images";
import { stackNames } from "../contract/names";
import { watchedObjects } from "../monitoring/alerts/objects";
import { dashboards } from "../monitoring/dashboards/all";
import { storeFacts } from "../facts/store";
import { generationsOf } from "../settings/generations";
import type { StackInput } from "../settings/load/load";
import { DEFAULT_TEAM, type TracingSettings } from "../settings/schema/tracing";
import type { GrafanaSettings } from "../settings/schema/grafana";
import { agentSizing } from "../settings/sizing/agent";
import { grafanaManifests } from "../workloads/grafana/manifests";
import { teamsInGrafana } from "../workloads/jaeger/input";
import type { Logs } from "./logs/logs";
import type { MetricsStore } from "./metrics/store";

export interface GrafanaDependencies {
  readonly store: MetricsStore;
  readonly logs: Logs | undefined;
  /**
   * Settings of the traces whose pipeline is the cluster's active one: without it there is no Jaeger to ask, and
   * nothing that the dashboards of traces could show.
   */
  readonly activeTracing: TracingSettings | undefined;
}

/** The Jaegers that Grafana queries, and the addresses of the others. */
function traceSources(
  grafana: GrafanaSettings,
  { teams, defaultIngress, spanMetrics }: TracingSettings,
  namespace: string,
) {
  const shown = teamsInGrafana(grafana, { teams });
  const elsewhere = [{ name: DEFAULT_TEAM, ingress: defaultIngress }, ...teams]
    .filter(({ name }) => !shown.includes(name))
    .flatMap(({ name, ingress }) => (ingress ? [{ team: name, host: ingress.host }] : []));
  return { teams: shown, elsewhere, spanMetrics, namespace };
}

export function deployGrafana(
  { settings, grafanaSecret, iapSecret, ownDashboards = [] }: StackInput,
  { store, logs, activeTracing }: GrafanaDependencies,
  options: ComponentResourceOptions,
): Grafana | undefined {
  const { grafana, agent, namespaces } = settings;
  const names = stackNames(namespaces);
  if (!grafana.enabled) return undefined;
  const { query, credentials } = store.clients.grafana;
  const { passwords } = generationsOf(settings);
  const manifests = grafanaManifests(
    {
      dataSource: query,
      scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
      dashboards: [
        ...dashboards(
          agentSizing(agent),
          {
            traces: activeTracing !== undefined,
            spanMetrics: activeTracing?.spanMetrics ?? false,
            prometheus: storeFacts(settings.metrics).deployment.kind === "prometheus",
            containers: settings.containers.enabled,
            objects: watchedObjects(settings),
            logs: logs !== undefined,
            logStore: logs?.own !== undefined,
          },
          namespaces,
        ),
        ...ownDashboards,
      ],
      traceSources: activeTracing && traceSources(grafana, activeTracing, names.traces.namespace),
      login: grafana,
      ...(grafana.image && { image: grafanaImage(grafana.image) }),
      ...(logs?.own && grafana.logs && { logSource: { ...logs.own.query, authentication: "basic" } }),
    },
    names.placements.grafana,
  );
  return new Grafana(
    "grafana",
    {
      manifests,
      ...(passwords !== undefined && { passwordGeneration: passwords }),
      ...(credentials && { dataSourceCredentials: credentials }),
      ...(logs?.own && grafana.logs && { logSourceCredentials: logs.own.access }),
      ...(grafanaSecret && { oauthClientSecret: grafanaSecret }),
      ...(iapSecret && { iapClientSecret: iapSecret }),
    },
    options,
  );
}
