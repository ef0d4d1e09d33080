/** The exporters that write samples, and what they share. */
import { COMPONENTS, EXPORTERS } from "../../contract/collectorComponents";
import { COLLECTOR_LABEL, PORTS } from "../../contract/names";
import type { RemoteWriteTarget } from "../../contract/types";
import type { QueueSizing } from "../../settings/sizing/queue";
import type { AgentSizing } from "../../settings/sizing/agent";
import { credentialFile } from "./extensions";
import { podAddress } from "./model";
import type { Component } from "./pipelines";

/** Name of the messages of remote write 2.0, by which the exporter and its feature gate know the version. */
export const REMOTE_WRITE_2 = "io.prometheus.write.v2.Request";

/** Seconds that one request may take. */
const REQUEST_TIMEOUT_SECONDS = 10;

/**
 * Data points of one request to a store that refuses a request whole for one bad sample. It bounds what such a sample
 * costs; stores that keep the good ones get larger requests.
 */
const WHOLE_REQUEST_BATCH_SIZE = 2048;

/**
 * The agent's persistent queue: it keeps samples until the remote-write endpoint has them.
 *
 * It sends to the agent's own receiver, because the remote-write exporter has no queue that survives the process. The
 * error of the writer behind that receiver is returned here, and the batch stays in the queue.
 */
export function queueExporter(
  target: Pick<RemoteWriteTarget, "version">,
  sizing: Pick<AgentSizing, "batchSize">,
  { queueBytes }: Pick<QueueSizing, "queueBytes">,
): Component {
  const batchSize = target.version === "2.0" ? sizing.batchSize : Math.min(sizing.batchSize, WHOLE_REQUEST_BATCH_SIZE);
  const settings = {
    endpoint: podAddress(PORTS.agentQueue),
    tls: { insecure: true },
    // To itself: packing would cost more than it saves.
    compression: "none",
    // The writer's own limit ends an attempt; this one only has to be longer.
    timeout: `${3 * REQUEST_TIMEOUT_SECONDS}s`,
    // The pauses vary by a fifth, so that agents do not come all at once, and are a second at least.
    retry_on_failure: {
      enabled: true,
      initial_interval: "1250ms",
      randomization_factor: 0.2,
      multiplier: 1.5,
      max_interval: "2500ms",
      max_elapsed_time: "0s",
    },
    sending_queue: {
      enabled: true,
      storage: COMPONENTS.queueStorage,
      sizer: "bytes",
      queue_size: queueBytes,
      // Two at a time could overtake each other, and the store would get samples out of order.
      num_consumers: 1,
      // A full queue must not stop scrapes.
      block_on_overflow: false,
      // Short, because a batch that still fills when a pod is replaced is lost with the pod's volume.
      batch: { flush_timeout: "1s", min_size: batchSize, max_size: batchSize, sizer: "items" },
    },
  };
  return { id: COMPONENTS.queueExporter, settings };
}

/**
 * Writes to Prometheus or what speaks its protocol: one attempt, whose error goes back to the queue.
 *
 * A queue or retries here would acknowledge what the store does not have yet. `timeout` would count against every
 * attempt of a batch; 0 takes that limit away and leaves the request its own under `http`.
 */
export function remoteWrite(target: RemoteWriteTarget, authenticator: Component | undefined): Component {
  const settings = {
    // All of HTTP belongs here: beside this block an `endpoint` outside it is ignored without a word.
    http: {
      endpoint: target.url,
      timeout: `${REQUEST_TIMEOUT_SECONDS}s`,
      ...(Object.keys(target.headers).length > 0 && { headers: target.headers }),
      ...(authenticator && { auth: { authenticator: authenticator.id } }),
      ...(target.authority === "stack" && { tls: { ca_file: credentialFile("authority"), min_version: "1.3" } }),
    },
    timeout: "0s",
    ...(target.version === "2.0" && { protobuf_message: REMOTE_WRITE_2 }),
    retry_on_failure: { enabled: false },
    remote_write_queue: { enabled: false },
    // Requests of one batch side by side could overtake each other, and the store refuses samples out of order.
    max_batch_request_parallelism: 1,
    translation_strategy: "UnderscoreEscapingWithSuffixes",
    resource_to_telemetry_conversion: { enabled: true, exclude_service_attributes: true },
    external_labels: { collector: COLLECTOR_LABEL },
    target_info: { enabled: false },
    // The scope's version would be a label, and end every series with each upgrade of an application or the agent.
    disable_scope_info: true,
  };
  return { id: COMPONENTS.writer, settings };
}

/** Prints every data point to standard output, whatever the level of the agent's log. */
export function debug(): Component {
  return { id: EXPORTERS.debug, settings: { verbosity: "normal", use_internal_logger: false } };
}
