/** The exporters of the agent. */
import { COLLECTOR_LABEL } from "../naming";
import type { AgentSizing } from "../settings/profiles";
import type { Authentication, Authenticator } from "./extensions";
import type { JsonObject } from "./model";

/** Where samples are written. */
export interface RemoteWriteTarget {
  /** The remote-write URL. */
  readonly url: string;
  /** Headers of every request, such as the tenant; nothing secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** How the endpoint wants writers to prove who they are; the credentials are in the Secret, not here. */
  readonly authentication: Authentication;
}

/** Heap of an agent with an empty queue, in MiB: the program, its discovery and the scrapes in hand. */
const BASE_HEAP_MIB = 100;

/**
 * Heap that a waiting sample takes: about 15 attributes of 64 bytes and the point itself. A queue filled with samples
 * of five labels of their own took 700 bytes each; with more labels it is more.
 */
const BYTES_PER_SAMPLE = 1024;

/** Requests that may wait in any case, so that a small agent, whose limiter then guards it, sends at all. */
const SMALLEST_QUEUE = 10;

/**
 * How many requests may wait while the endpoint is away: as many as fit in memory, because a queue that is counted
 * larger ends in an agent that is killed, which loses all of it. What is left of the heap below the limiter's soft
 * limit, where it starts to refuse data, is divided by the size of a batch.
 */
export function queueSize(
  sizing: Pick<AgentSizing, "memoryLimiterMiB" | "memoryLimiterSpikeMiB" | "batchSize">,
): number {
  const softLimitMiB = sizing.memoryLimiterMiB - sizing.memoryLimiterSpikeMiB;
  const freeBytes = (softLimitMiB - BASE_HEAP_MIB) * 1024 * 1024;
  return Math.max(SMALLEST_QUEUE, Math.floor(freeBytes / (sizing.batchSize * BYTES_PER_SAMPLE)));
}

/**
 * Writes to Prometheus or what speaks its protocol, and keeps what it cannot deliver until memory is full.
 *
 * The exporter counts its retries against `timeout` and drops the batch after it, five seconds by default; 0 takes
 * that limit away and leaves each request its own under `http`. It also ignores the growth of its waits, so that
 * `initial_interval` is the pause between any two attempts.
 */
export function remoteWrite(
  target: RemoteWriteTarget,
  authenticator: Authenticator | undefined,
  sizing: AgentSizing,
): JsonObject {
  return {
    // All of HTTP belongs here: beside this block an `endpoint` outside it is ignored without a word.
    http: {
      endpoint: target.url,
      timeout: "10s",
      ...(Object.keys(target.headers).length > 0 && { headers: target.headers }),
      ...(authenticator && { auth: { authenticator: authenticator.id } }),
    },
    timeout: "0s",
    retry_on_failure: { enabled: true, initial_interval: "1s", max_elapsed_time: "0s" },
    remote_write_queue: { enabled: true, queue_size: queueSize(sizing) },
    // Requests of one batch side by side could overtake each other, and the store refuses samples out of order.
    max_batch_request_parallelism: 1,
    translation_strategy: "UnderscoreEscapingWithSuffixes",
    resource_to_telemetry_conversion: { enabled: true, exclude_service_attributes: true },
    external_labels: { collector: COLLECTOR_LABEL },
    target_info: { enabled: false },
    // The scope's version would be a label, and end every series with each upgrade of an application or the agent.
    disable_scope_info: true,
  };
}

/** Prints every data point to standard output, whatever the level of the agent's log. */
export function debug(): JsonObject {
  return { verbosity: "normal", use_internal_logger: false };
}
