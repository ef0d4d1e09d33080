/** The collector on every node. */
import type { ComponentResourceOptions } from "@pulumi/pulumi";
import { AGENTS } from "../collector/common/spanCertificates";
import { canaryValues } from "../collector/agent/canary";
import { agentParts } from "../collector/agent/values";
import { chartSource } from "../components/common/chartSource";
import type { SecretFiles } from "../components/common/secretFiles";
import { NodeAgent } from "../components/NodeAgent";
import { collectorImage as imageOf, type Image, mirrored } from "../contract/images";
import { serviceHost, stackNames } from "../contract/names";
import type { StackInput } from "../settings/load/load";
import { canarySettings } from "../settings/schema/canarySettings";
import type { TracingSettings } from "../settings/schema/tracing";
import { exporterSecretsOf } from "./exporters";
import type { MetricsStore } from "./metrics/store";

export interface AgentDependencies {
  readonly store: MetricsStore;
  /** Settings of the traces whose pipeline is the cluster's active one; undefined where agents refuse spans. */
  readonly activeTracing: TracingSettings | undefined;
  /** Certificates for spans, by workload. */
  readonly spanTls: Readonly<Record<string, SecretFiles>>;
  readonly collectorImage: Image;
}

export function deployAgent(
  input: StackInput,
  { store, activeTracing, spanTls, collectorImage }: AgentDependencies,
  options: ComponentResourceOptions,
): NodeAgent {
  const { settings } = input;
  const { write, credentials } = store.clients.agent;
  const { agent: names, traces } = stackNames(settings.namespaces);
  const surroundings = {
    remoteWrite: write,
    scrapedServers: store.scraped,
    traces: activeTracing && {
      sampling: activeTracing.sampling.kind,
      protocols: activeTracing.protocols,
      gatewayHost: serviceHost(traces.gatewayHeadless, traces.namespace),
    },
    image: collectorImage,
    names,
  };
  const canaryImage = mirrored(imageOf(canarySettings(settings)?.collectorImage), settings.images.registry);
  return new NodeAgent(
    "agent",
    {
      ...agentParts(settings, surroundings),
      canaryValues: canaryValues(settings, { ...surroundings, image: canaryImage }),
      chart: chartSource(settings.charts.collector),
      certificates: spanTls[AGENTS],
      exporterSecrets: exporterSecretsOf("metrics", input),
      ...(credentials && { remoteWriteSecret: { name: names.credentialsSecret, credentials } }),
    },
    options,
  );
}
