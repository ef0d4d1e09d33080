/** The exporters that write samples. */
import { COMPONENTS, EXPORTERS } from "../../contract/collectorComponents";
import { COLLECTOR_LABEL } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import type { RemoteWriteTarget } from "../../contract/types";
import type { QueueSizing } from "../../settings/sizing/queue";
import type { AgentSizing } from "../../settings/sizing/agent";
import { credentialFile } from "./extensions";
import { podAddress } from "./model";
import type { Component } from "./pipelines";

/** Name of the protobuf message of remote write 2.0, by which the exporter selects the version. */
export const REMOTE_WRITE_2 = "io.prometheus.write.v2.Request";

/** Seconds that one request may take. */
const REQUEST_TIMEOUT_SECONDS = 10;

/**
 * Data points in a request to a store that rejects a whole request because of one invalid sample. It limits the samples
 * that are lost with it. Stores that accept the valid samples of a request get larger ones.
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
 * Writes to Prometheus or a compatible store, in one attempt whose error is returned to the queue.
 *
 * A queue or retries in this exporter would acknowledge samples that the store has not accepted yet. `timeout` applies
 * to all attempts of a batch together; 0 disables it, and `http.timeout` limits the request.
 */
export function remoteWrite(target: RemoteWriteTarget, authenticator: Component | undefined): Component {
  const settings = {
    // All HTTP settings have to be in this block. Outside it, they are ignored without an error.
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
    // Parallel requests of one batch could arrive out of order, and the store rejects samples that are out of order.
    max_batch_request_parallelism: 1,
    translation_strategy: "UnderscoreEscapingWithSuffixes",
    resource_to_telemetry_conversion: { enabled: true, exclude_service_attributes: true },
    external_labels: { collector: COLLECTOR_LABEL },
    target_info: { enabled: false },
    // The version of the instrumentation scope would be a label, and every upgrade would start new series.
    disable_scope_info: true,
  };
  return { id: COMPONENTS.writer, settings };
}

/** Prints every data point to standard output, regardless of the agent's log level. */
export function debug(): Component {
  return { id: EXPORTERS.debug, settings: { verbosity: "normal", use_internal_logger: false } };
}
