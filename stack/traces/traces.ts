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
import { Jaeger } from "../../components/traces/Jaeger";
import type { SecretFiles } from "../../components/common/secretFiles";
import { TraceGateway } from "../../components/traces/TraceGateway";
import type { Image } from "../../contract/images";
import { jaegerName, stackNames } from "../../contract/names";
import { clusterFacts } from "../../facts/cluster";
import type { StackInput } from "../../settings/load/load";
import type { TracingSettings } from "../../settings/schema/tracing";
import { exportersOf } from "../../settings/sizing/extending/exporters";
import { jaegerInputs } from "../../workloads/jaeger/input";
import { jaegerManifests } from "../../workloads/jaeger/manifests";
import { exporterSecretsOf } from "../exporters";
import type { MetricsStore } from "../metrics/store";

export interface TraceDependencies {
  readonly store: MetricsStore;
  /** Settings of the traces whose pipeline is the cluster's active one; undefined where there is nothing to deploy. */
  readonly activeTracing: TracingSettings | undefined;
  /** Certificates for spans, by workload. */
  readonly spanTls: Readonly<Record<string, SecretFiles>>;
  readonly collectorImage: Image;
}

/** The outputs of an active pipeline. */
export interface Traces {
  /** Base URL of the query page and API by team. */
  readonly queryEndpoints: Readonly<Record<string, Output<string>>>;
}

export function deployTraces(
  stackInput: StackInput,
  { store, activeTracing, spanTls, collectorImage }: TraceDependencies,
  options: ComponentResourceOptions,
): Traces | undefined {
  if (activeTracing === undefined) return undefined;
  const { settings, iapSecret } = stackInput;
  const { cluster, environment, attributes, agent, charts, certificatesGeneration: generation } = settings;
  const { write, credentials } = store.clients.gateway;
  const names = stackNames(settings.namespaces).traces;
  const exporters = exportersOf("traces", settings.exporters);
  const input = {
    environment,
    clusterName: cluster.name,
    attributes,
    tracing: activeTracing,
    remoteWrite: write,
    scrapeIntervalSeconds: agent.scrapeIntervalSeconds,
    processors: settings.processors.traces,
    exporters,
    hasTrustedSenders: agent.trustedNamespaces.length > 0,
    names,
  };
  const queryEndpoints = deployJaegers({ ...settings, tracing: activeTracing }, { iapSecret, spanTls }, options);
  const gateway = gatewayConfig(input);
  const required = requirements(gateway);
  const sampler = samplerConfig(input);
  const values = gatewayValues(gateway, required, activeTracing, collectorImage, names, sampler ? [] : exporters);
  const sampling =
    sampler && samplerValues(sampler, requirements(sampler), activeTracing, collectorImage, names, exporters);
  new TraceGateway(
    "trace-gateway",
    {
      values: restartedByCertificates(values, generation),
      samplerValues: sampling && restartedByCertificates(sampling, generation),
      chart: chartSource(charts.collector),
      headlessService: gatewayHeadlessService(required, names),
      certificates: spanTls,
      exporterSecrets: exporterSecretsOf("traces", stackInput),
      ...(activeTracing.spanMetrics &&
        credentials && {
          remoteWriteSecret: { name: names.credentialsSecret, credentials },
        }),
    },
    options,
  );
  return { queryEndpoints };
}

function deployJaegers(
  settings: StackInput["settings"] & { readonly tracing: TracingSettings },
  { iapSecret, spanTls }: Pick<TraceDependencies, "spanTls"> & { readonly iapSecret: StackInput["iapSecret"] },
  options: ComponentResourceOptions,
): Traces["queryEndpoints"] {
  const { deletionProtection } = clusterFacts(settings.cluster);
  const { traces, agent: agents, placements } = stackNames(settings.namespaces);
  return Object.fromEntries(
    jaegerInputs(settings).map((input) => {
      const manifests = jaegerManifests(input, { traces, agents, grafana: placements.grafana });
      const name = jaegerName(input.name);
      const iap = iapSecret && { iapClientSecret: iapSecret };
      const args = { manifests, certificates: spanTls[name] ?? {}, deletionProtection, ...iap };
      const jaeger = new Jaeger(name, args, options);
      return [input.name, jaeger.queryEndpoint] as const;
    }),
  );
}
