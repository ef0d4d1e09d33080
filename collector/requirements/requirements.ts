/**
 * What a collector configuration requires of its pod and its Services: permissions, ports, environment variables,
 * feature gates and volumes. They are computed once for each collector.
 */
import { CONNECTORS, EXPORTERS, RECEIVERS } from "../../contract/collector/components";
import { SPAN_TLS_FOLDER } from "../../contract/credentials/spanTls";
import { type EnvironmentVariable, extraVariables, keepsQueue } from "./environment";
import { REMOTE_WRITE_2 } from "../common/exporters";
import { CREDENTIALS_FOLDER } from "../common/extensions";
import { type CollectorConfig, componentsOfType, everyText } from "../common/model";
import { clusterRoleRules, type PolicyRule } from "./permissions";
import { legacyServicePorts, type ListeningPorts, listeningPorts, otlpServicePorts, type ServicePort } from "./ports";

export interface Requirements {
  /** Rules of the ClusterRole; empty if the collector does not use the API server. */
  readonly clusterRoleRules: readonly PolicyRule[];
  readonly ports: ListeningPorts;
  /** Ports of the collector's Services. */
  readonly servicePorts: {
    readonly otlp: readonly ServicePort[];
    /** Legacy protocols of spans. */
    readonly legacy: readonly ServicePort[];
  };
  /** Environment variables besides those of the chart. */
  readonly variables: readonly EnvironmentVariable[];
  readonly featureGates: readonly string[];
  readonly volumes: {
    /** Whether it keeps a queue in files. */
    readonly queue: boolean;
    /** Whether it reads credentials from the mounted Secret. */
    readonly credentials: boolean;
    /** Whether it reads the certificates with which it sends or receives spans. */
    readonly certificates: boolean;
  };
}

/** The requirements of a configuration. */
export function requirements(config: CollectorConfig): Requirements {
  const ports = listeningPorts(config);
  return {
    clusterRoleRules: clusterRoleRules(config),
    ports,
    servicePorts: { otlp: otlpServicePorts(ports), legacy: legacyServicePorts(ports) },
    variables: extraVariables(config),
    featureGates: featureGates(config),
    volumes: {
      queue: keepsQueue(config),
      credentials: readsCredentials(config),
      certificates: readsCertificates(config),
    },
  };
}

/** Gates of the remote-write exporter. */
const WRITER_GATES = "exporter.prometheusremotewritexporter";

/** Feature gates that the configuration needs. */
function featureGates(config: CollectorConfig): string[] {
  const writers = componentsOfType(config.exporters, EXPORTERS.prometheusRemoteWrite);
  return [
    // Without it, the exporter drops data after a response of 429 (too many requests).
    ...(writers.length > 0 ? [`${WRITER_GATES}.RetryOn429`] : []),
    // Without it the exporter writes version 1.0, whatever its configuration says.
    ...(writers.some((writer) => writer["protobuf_message"] === REMOTE_WRITE_2)
      ? [`${WRITER_GATES}.enableSendingRW2`]
      : []),
    // Without it, a file counts as read before the lines are in the queue, and a kill loses them.
    ...(componentsOfType(config.receivers, RECEIVERS.fileLog).length > 0 ? ["stanza.synchronousLogEmitter"] : []),
    // Without it, every attribute of the first pod of a service becomes a label of the service's series.
    ...(componentsOfType(config.connectors ?? {}, CONNECTORS.spanMetrics).length > 0
      ? ["connector.spanmetrics.excludeResourceMetrics"]
      : []),
  ];
}

/** Whether the configuration reads credentials from the mounted Secret. */
function readsCredentials(config: CollectorConfig): boolean {
  return everyText(config.extensions).some(({ text }) => text.startsWith(`${CREDENTIALS_FOLDER}/`));
}

/** Whether a receiver or an exporter reads certificates from the mounted Secret. */
function readsCertificates({ receivers, exporters }: CollectorConfig): boolean {
  return everyText({ receivers, exporters }).some(({ text }) => text.startsWith(`${SPAN_TLS_FOLDER}/`));
}
