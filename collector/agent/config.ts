/** The configuration of the collector that runs on every node. */
import { COMPONENTS } from "../../contract/collector/components";
import type { QueueSizing } from "../../settings/sizing/queue";
import { agentMemory, type AgentSizing } from "../../settings/sizing/agent";
import { withExporters } from "../../settings/sizing/extending/exporters";
import { seriesPerNamespace } from "../../settings/sizing/series";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { Processor } from "../../settings/schema/extending/processors";
import type { AgentSettings } from "../../settings/schema/settings";
import { NAMESPACES, type Namespaces } from "../../contract/names";
import type { RemoteWriteTarget } from "../../contract/types";
import { debug } from "../common/exporters";
import { authenticator, healthCheck } from "../common/extensions";
import type { CollectorConfig } from "../common/model";
import { collectorConfig, pipeline } from "../common/pipelines";
import { copyPipelines, exporterAuthenticators } from "../common/own/exporters";
import { ownProcessors } from "../common/own/processors";
import { memoryLimiter, resource, spanResource, stackAttributes, type StackIdentity } from "../common/processors";
import { otlpReceiver } from "../common/receivers";
import { telemetry } from "../common/service";
import { legacyServicePorts, otlpServicePorts, receiverPorts, type ServicePort } from "../requirements/ports";
import { scrapedPod, sender } from "./identity";
import { metricRules } from "./metricRules";
import { prometheusReceiver, type ScrapedParts } from "./receivers";
import { monitorsExtension, relabelledPods } from "./scraping/monitors";
import { type AgentTraces, gatewayExporter, legacyReceivers } from "./traces";
import { metricsPipelines } from "./writers";

/** Input of the agent's configuration. */
export interface AgentConfigInput extends StackIdentity, ScrapedParts {
  readonly agent: AgentSettings;
  /** Namespaces of the stack itself. Default: `NAMESPACES`. */
  readonly namespaces?: Namespaces | undefined;
  /** Limits that follow from those settings. */
  readonly sizing: AgentSizing;
  /** Exporter and queue of the samples. */
  readonly queue: QueueSizing;
  readonly remoteWrite: RemoteWriteTarget;
  /** Processors of samples, after all others. Default: none. */
  readonly processors?: readonly Processor[];
  /** Further destinations of samples. Default: none. */
  readonly exporters?: readonly Exporter[];
  /** Whether a central collector scrapes the namespaces that have no label. Default: there is none. */
  readonly isMigration?: boolean;
  /** The gateway to which it forwards spans. Default: none, and it refuses spans. */
  readonly traces?: AgentTraces | undefined;
}

/** Time after which a client has to reconnect, so that it returns to the agent of its own node. */
const MAX_CONNECTION_AGE = "5m";

function ownNamespaces(names: Namespaces = NAMESPACES): string[] {
  return (Object.keys(NAMESPACES) as (keyof Namespaces)[]).map((part) => names[part]);
}

/** The whole configuration of an agent: ways from scrape and from OTLP to the store, and one for spans to the gateway. */
export function agentConfig(input: AgentConfigInput): CollectorConfig {
  const { agent, exporters = [], processors = [], queue, remoteWrite: target, sizing, traces } = input;
  const auth = authenticator(target.authentication);
  const otlp = otlpReceiver(MAX_CONNECTION_AGE);
  const limiter = memoryLimiter(withExporters(agentMemory(sizing, queue.memoryMiB), exporters));
  const stack = stackAttributes(input);
  const identified = sender(agent.enrich, agent.trustedNamespaces, stack);
  const last = [
    resource(stack),
    ...metricRules(agent.metricRules, ownNamespaces(input.namespaces)),
    ...ownProcessors(processors),
  ];
  const printed = agent.debugExporter ? [debug()] : [];
  return collectorConfig({
    extensions: [
      healthCheck(),
      ...(auth ? [auth] : []),
      ...exporterAuthenticators(exporters),
      ...(agent.monitors.enabled ? [monitorsExtension(agent.monitors)] : []),
    ],
    telemetry: telemetry(agent.logLevel),
    pipelines: [
      ...metricsPipelines({
        otlp,
        scrape: [
          prometheusReceiver(agent, sizing, stack, {
            ...input,
            migratedWithoutLabel: input.isMigration ? ownNamespaces(input.namespaces) : undefined,
          }),
          ...(agent.monitors.enabled ? [relabelledPods()] : []),
        ],
        processors: {
          scrape: [limiter, ...(agent.enrich ? [scrapedPod()] : []), ...last],
          otlp: [limiter, ...identified, ...last],
        },
        others: printed,
        exporters,
        target,
        authenticator: auth,
        sizing,
        queue,
        seriesPerNamespace: seriesPerNamespace(agent),
        canary: { intervalSeconds: agent.scrapeIntervalSeconds, stack },
      }),
      ...copyPipelines("metrics", exporters),
      ...(traces
        ? [
            pipeline(
              "traces",
              [otlp, ...legacyReceivers(traces.protocols)],
              [limiter, ...identified, spanResource(COMPONENTS.spanResource, stack)],
              [gatewayExporter(traces, sizing), ...printed],
            ),
          ]
        : []),
    ],
  });
}

/**
 * The ports to which applications send: the same receivers, whether or not the trace pipeline is active.
 *
 * @param protocols legacy protocols of spans that the settings name
 */
export function applicationPorts(protocols: AgentTraces["protocols"]): ServicePort[] {
  const receivers = [otlpReceiver(MAX_CONNECTION_AGE), ...legacyReceivers(protocols)];
  const ports = receiverPorts(Object.fromEntries(receivers.map(({ id, settings }) => [id, settings])));
  return [...otlpServicePorts(ports), ...legacyServicePorts(ports)];
}
