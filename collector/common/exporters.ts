/** The exporters that write samples, and what exporters share. */
import { type ComponentId, EXPORTERS } from "../../contract/collector/components";
import { COLLECTOR_LABEL } from "../../contract/series";
import type { RemoteWriteTarget } from "../../contract/types";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { credentialFile } from "./extensions";
import type { JsonObject } from "./model";
import type { Component } from "./pipelines";

/** Largest and smallest full request of OTLP, in bytes. A receiver takes 8 MiB. */
export const REQUEST_BATCH = {
  flush_timeout: "1s",
  min_size: BYTES_PER_MIB,
  max_size: 4 * BYTES_PER_MIB,
  sizer: "bytes",
} as const;

/** The same of a queue of so many bytes: the collector does not start with requests that are larger than the queue. */
export function requestBatch(queueSize: number): JsonObject {
  const { min_size, max_size, ...other } = REQUEST_BATCH;
  return { ...other, min_size: Math.min(min_size, queueSize), max_size: Math.min(max_size, queueSize) };
}

/** Retries without a time limit, because the queue limits the data. Jitter keeps senders from retrying at the same time. */
export const RETRY_WHILE_QUEUED: JsonObject = {
  enabled: true,
  initial_interval: "1s",
  randomization_factor: 0.5,
  multiplier: 1.5,
  max_interval: "10s",
  max_elapsed_time: "0s",
};

/** Name of the protobuf message of remote write 2.0, by which the exporter selects the version. */
export const REMOTE_WRITE_2 = "io.prometheus.write.v2.Request";

/** Seconds that one request may take. */
const REQUEST_TIMEOUT_SECONDS = 10;

/** How an exporter reaches the store: address, limits, credentials. */
export function remoteWriteHttp(target: RemoteWriteTarget, authenticator: Component | undefined): JsonObject {
  return {
    endpoint: target.url,
    timeout: `${REQUEST_TIMEOUT_SECONDS}s`,
    ...(Object.keys(target.headers).length > 0 && { headers: target.headers }),
    ...(authenticator && { auth: { authenticator: authenticator.id } }),
    ...(target.authority === "stack" && { tls: { ca_file: credentialFile("authority"), min_version: "1.3" } }),
  };
}

/**
 * Largest request, in bytes before compression. Prometheus takes 32 MiB. A batch that is one request keeps an answer
 * about one part of it from being taken for the whole, and repeats no label: with remote write 2.0 each request of a
 * batch would hold the labels of all.
 */
const REQUEST_LIMIT_BYTES = 30_000_000;

/**
 * Contrib's exporter: writes to Prometheus or what speaks its protocol.
 *
 * `timeout` would count against every attempt of a batch and drop it; 0 takes that limit away and leaves the request
 * its own under `http`.
 *
 * @param delivery names, queue and retries
 */
export function prometheusRemoteWrite(
  id: ComponentId,
  target: RemoteWriteTarget,
  authenticator: Component | undefined,
  delivery: JsonObject,
): Component {
  const settings = {
    // All of HTTP belongs here: beside this block an `endpoint` outside it is ignored without a word.
    http: remoteWriteHttp(target, authenticator),
    timeout: "0s",
    ...(target.version === "2.0" && { protobuf_message: REMOTE_WRITE_2 }),
    max_batch_size_bytes: REQUEST_LIMIT_BYTES,
    // Requests side by side could overtake each other, and the store refuses samples out of order.
    max_batch_request_parallelism: 1,
    resource_to_telemetry_conversion: { enabled: true, exclude_service_attributes: true },
    external_labels: { collector: COLLECTOR_LABEL },
    target_info: { enabled: false },
    ...delivery,
  };
  return { id, settings };
}

/** Prints every data point to standard output, regardless of the agent's log level. */
export function debug(): Component {
  return { id: EXPORTERS.debug, settings: { verbosity: "normal", use_internal_logger: false } };
}
