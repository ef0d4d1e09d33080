/** Gateway, samplers and each team's Jaeger, which only the active trace pipeline of a cluster has. */
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import { restartedByCertificates } from "../../collector/common/chartValues";
import { requirements } from "../../collector/requirements/requirements";
import { gatewayConfig } from "../../collector/gateway/config";
import { gatewayHeadlessService } from "../../collector/gateway/service";
import { gatewayValues } from "../../collector/gateway/values";
import { samplerConfig } from "../../collector/sampler/config";
import { samplerValues } from "../../collector/sampler/values";
import { chartSource } from "../../components/common/chartSource";
import { Jaeger } from "../../components/Jaeger";
import { TraceGateway } from "../../components/TraceGateway";
import type { Image } from "../../contract/images";
import { jaegerName, traceNames } from "../../contract/names";
import { clusterFacts } from "../../facts/cluster";
import type { StackInput } from "../../settings/load/load";
import type { TracingSettings } from "../../settings/schema/tracing";
import { jaegerInputs } from "../../workloads/jaeger/input";
import { jaegerManifests } from "../../workloads/jaeger/manifests";
import type { MetricsStore } from "../metrics";

export interface TraceDependencies {
  readonly store: MetricsStore;
  /** Settings of the traces whose pipeline is the cluster's active one; undefined where there is nothing to deploy. */
  readonly activeTracing: TracingSettings | undefined;
  readonly collectorImage: Image;
}

/** The outputs of an active pipeline. */
export interface Traces {
  /** Base URL of the query page and API by team. */
  readonly queryEndpoints: Readonly<Record<string, Output<string>>>;
}

export function deployTraces(
  { settings, iapSecret }: StackInput,
  { store, activeTracing, collectorImage }: TraceDependencies,
  options: ComponentResourceOptions,
): Traces | undefined {
  if (activeTracing === undefined) return undefined;
  const { cluster, environment, agent, charts, certificatesGeneration: generation } = settings;
  const { write, credentials } = store.clients.gateway;
  const input = {
    environment,
    clusterName: cluster.name,
    tracing: activeTracing,
    remoteWrite: write,
    scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
  };
  const queryEndpoints = deployJaegers({ ...settings, tracing: activeTracing }, iapSecret, options);
  const gateway = gatewayConfig(input);
  const required = requirements(gateway);
  const sampler = samplerConfig(input);
  const values = gatewayValues(gateway, required, activeTracing, collectorImage);
  const sampling = sampler && samplerValues(sampler, requirements(sampler), activeTracing, collectorImage);
  new TraceGateway(
    "trace-gateway",
    {
      values: restartedByCertificates(values, generation),
      samplerValues: sampling && restartedByCertificates(sampling, generation),
      chart: chartSource(charts.collector),
      headlessService: gatewayHeadlessService(required),
      ...(activeTracing.spanMetrics &&
        credentials && {
          remoteWriteSecret: { name: traceNames().credentialsSecret, credentials },
        }),
    },
    options,
  );
  return { queryEndpoints };
}

function deployJaegers(
  settings: StackInput["settings"] & { readonly tracing: TracingSettings },
  iapSecret: StackInput["iapSecret"],
  options: ComponentResourceOptions,
): Traces["queryEndpoints"] {
  const { deletionProtection } = clusterFacts(settings.cluster);
  return Object.fromEntries(
    jaegerInputs(settings).map((input) => {
      const manifests = jaegerManifests(input);
      const args = { manifests, deletionProtection, ...(iapSecret && { iapClientSecret: iapSecret }) };
      const jaeger = new Jaeger(jaegerName(input.name), args, options);
      return [input.name, jaeger.queryEndpoint] as const;
    }),
  );
}
