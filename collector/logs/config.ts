/** The configuration of the log agent: from the files that the kubelet writes to the log store. */
import { COMPONENTS, EXPORTERS, EXTENSIONS, PROCESSORS } from "../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import type { Authenticated, Endpoint } from "../../contract/types";
import type { Exporter } from "../../settings/schema/extending/exporters";
import type { Processor } from "../../settings/schema/extending/processors";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import type { LogAgentSizing } from "../../settings/sizing/logs/agent";
import type { LogLimits } from "../../settings/sizing/logs/namespace";
import { authenticator, credentialFile, healthCheck, LOG_STORE_CREDENTIALS_FOLDER } from "../common/extensions";
import type { CollectorConfig, JsonObject } from "../common/model";
import { collectorConfig, type Component, pipeline } from "../common/pipelines";
import { copyConnector, copyPipelines, exporterAuthenticators } from "../common/own/exporters";
import { ownProcessors } from "../common/own/processors";
import { memoryLimiter, setStackAttributes, stackAttributes, type StackIdentity } from "../common/processors";
import { telemetry } from "../common/service";
import { podLogs } from "./receiver";
import { logFields, redaction } from "./statements";

/** Where log agents send: the whole URL of the logs' endpoint. */
export type LogTarget = Authenticated<Endpoint>;

/** Input of a log agent's configuration. */
export interface LogAgentInput extends StackIdentity {
  readonly logs: LogsSettings;
  readonly sizing: LogAgentSizing;
  readonly target: LogTarget;
  /** Processors of log lines, before redaction. Default: none. */
  readonly processors?: readonly Processor[];
  /** Further destinations. Default: none. */
  readonly exporters?: readonly Exporter[];
  /** What a namespace may log. Only the project's image limits it. Default: no limit. */
  readonly limits?: LogLimits | undefined;
}

const NAMESPACE_ATTRIBUTE = "k8s.namespace.name";

/** Where offsets and queue are, in the container. */
export const STATE_MOUNT = "/var/lib/otelcol";

/** The whole configuration of a log agent. */
export function logAgentConfig(input: LogAgentInput): CollectorConfig {
  const { logs, sizing, target, processors = [], exporters = [], limits } = input;
  const auth = authenticator(target.authentication, COMPONENTS.logStoreAuthenticator, LOG_STORE_CREDENTIALS_FOLDER);
  const storage = stateStorage();
  return collectorConfig({
    extensions: [healthCheck(), storage, ...(auth ? [auth] : []), ...exporterAuthenticators(exporters)],
    telemetry: telemetry("info"),
    pipelines: [
      pipeline(
        "logs",
        [podLogs(logs, storage)],
        [
          memoryLimiter(sizing),
          // What is cut costs nothing of what follows.
          ...(limits ? [limiter(limits)] : []),
          podAttributes(),
          logResource(input, { action: "upsert", key: "k8s.node.name", value: `\${env:${NODE_NAME_VARIABLE}}` }),
          logFields(),
          ...ownProcessors(processors),
          ...(logs.redact.length > 0 ? [redaction(logs.redact)] : []),
          ...(limits ? [counter()] : []),
        ],
        [logStoreExporter(target, sizing, storage, auth), ...copyConnector(exporters)],
      ),
      ...copyPipelines("logs", exporters),
    ],
  });
}

/** Files with the offsets of what was read and with the queue of what was not sent. They survive a kill of the process. */
export function stateStorage(): Component {
  return {
    id: EXTENSIONS.fileStorage,
    settings: {
      directory: STATE_MOUNT,
      // A file that cannot be read is set aside: an agent without its place is better than none.
      recreate: true,
      compaction: { on_rebound: true, directory: STATE_MOUNT, cleanup_on_start: true },
    },
  };
}

/** Cuts what a namespace has logged above its limit, by the minute in which it was logged. */
function limiter({ bytesPerMinute, bytesPerMinuteOf }: LogLimits): Component {
  return {
    id: COMPONENTS.logLimiter,
    settings: {
      attribute: NAMESPACE_ATTRIBUTE,
      max_bytes_per_minute: bytesPerMinute,
      ...(Object.keys(bytesPerMinuteOf).length > 0 && { max_bytes_per_minute_of: bytesPerMinuteOf }),
    },
  };
}

/** Counts what is sent, by namespace and severity. */
function counter(): Component {
  return { id: COMPONENTS.logCounter, settings: { attribute: NAMESPACE_ATTRIBUTE } };
}

/** Adds the workload of the pod. Namespace, pod and container are in the file's path, so they are there in any case. */
function podAttributes(): Component {
  return {
    id: PROCESSORS.kubernetesAttributes,
    settings: {
      auth_type: "serviceAccount",
      filter: { node_from_env_var: NODE_NAME_VARIABLE },
      extract: {
        metadata: [
          "k8s.deployment.name",
          "k8s.statefulset.name",
          "k8s.daemonset.name",
          "k8s.job.name",
          "k8s.cronjob.name",
          "service.name",
        ],
      },
      pod_association: [{ sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] }],
      // The last lines of a pod are read after it is gone.
      pod_delete_grace_period: "10m",
    },
  };
}

/** @param more actions besides those that set the attributes of the stack */
export function logResource(input: StackIdentity, ...more: readonly JsonObject[]): Component {
  return {
    id: COMPONENTS.logResource,
    settings: { attributes: [...setStackAttributes("upsert", stackAttributes(input)), ...more] },
  };
}

/** Largest request, in bytes before compression; stores take several times as much. */
const REQUEST_BYTES = 4_000_000;

/**
 * Sends by OTLP over HTTP. What the store does not take waits in files; while these are full, the receiver reads no
 * further, and nothing is given up.
 */
export function logStoreExporter(
  { url, headers, authority }: LogTarget,
  { queueBytes }: LogAgentSizing,
  storage: Component,
  auth: Component | undefined,
): Component {
  return {
    id: EXPORTERS.otlpHttp,
    settings: {
      logs_endpoint: url,
      timeout: "10s",
      compression: "gzip",
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(auth && { auth: { authenticator: auth.id } }),
      ...(authority === "stack" && {
        tls: { ca_file: credentialFile("authority", LOG_STORE_CREDENTIALS_FOLDER), min_version: "1.3" },
      }),
      retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "30s", max_elapsed_time: "0s" },
      sending_queue: {
        enabled: true,
        storage: storage.id,
        sizer: "bytes",
        queue_size: queueBytes,
        block_on_overflow: true,
        num_consumers: 2,
        batch: { flush_timeout: "1s", sizer: "bytes", min_size: REQUEST_BYTES / 4, max_size: REQUEST_BYTES },
      },
    },
  };
}
