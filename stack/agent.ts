/** The collector on every node. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { agentConfig } from "../collector/agent/config";
import { agentMonitor, agentService } from "../collector/agent/service";
import { agentValues } from "../collector/agent/values";
import { requirements } from "../collector/requirements/requirements";
import { chartSource } from "../components/common/chartSource";
import { NodeAgent } from "../components/NodeAgent";
import type { Image } from "../contract/images";
import { agentNames } from "../contract/names";
import type { StackInput } from "../settings/load/load";
import type { TracingSettings } from "../settings/schema/tracing";
import { agentSizing } from "../settings/sizing/agent";
import { queueSizing } from "../settings/sizing/queue";
import type { MetricsStore } from "./metrics";

export interface AgentDependencies {
  readonly store: MetricsStore;
  /** Settings of the traces whose pipeline is the cluster's active one; undefined where agents refuse spans. */
  readonly activeTracing: TracingSettings | undefined;
  readonly collectorImage: Image;
}

export function deployAgent(
  { settings }: StackInput,
  { store, activeTracing, collectorImage }: AgentDependencies,
  options: ComponentResourceOptions,
): NodeAgent {
  const { agent, environment, cluster, charts } = settings;
  const { write, credentials } = store.clients.agent;
  const input = {
    environment,
    clusterName: cluster.name,
    agent,
    sizing: agentSizing(agent),
    queue: queueSizing(settings),
    remoteWrite: write,
    scrapedStore: store.scraped,
    traces: activeTracing && { sampling: activeTracing.sampling.kind, protocols: activeTracing.protocols },
  };
  const names = agentNames();
  const config = agentConfig(input);
  const required = requirements(config);
  return new NodeAgent(
    "agent",
    {
      values: agentValues(config, required, input, collectorImage, names),
      chart: chartSource(charts.collector),
      service: agentService(required, agent, names),
      ...(agent.serviceMonitor && { monitor: agentMonitor(required, agent, names) }),
      ...(credentials && { remoteWriteSecret: { name: names.credentialsSecret, credentials } }),
    },
    options,
  );
}
