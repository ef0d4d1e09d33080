/** How an agent takes spans and hands them to the gateway. */
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../../contract/names";
import { type AgentSizing } from "../../settings/sizing/agent";
import { RESOLVE_SECONDS } from "../../settings/sizing/traces";
import type { SamplingSettings, TracingSettings } from "../../settings/schema/tracing";
import { type Components, type JsonObject, podAddress } from "../common/model";

/** What an agent has to know of the trace path. */
export interface AgentTraces {
  /** Kind of sampling: where a decision needs the whole trace, its spans have to meet in one gateway. */
  readonly sampling: SamplingSettings["kind"];
  /** Older protocols that are taken besides OTLP. */
  readonly protocols: TracingSettings["protocols"];
}

const MIB = 1024 * 1024;

/** Largest and smallest full request of spans, in bytes. A receiver takes 8 MiB. */
export const SPAN_BATCH = { flush_timeout: "1s", min_size: MIB, max_size: 4 * MIB, sizer: "bytes" } as const;

/** Part of an agent's memory limiter that spans may take while they wait, by the queue's count. */
const AGENT_QUEUE_SHARE = 0.1;

/** Without an end, because the queue bounds what waits. Pauses vary, so that not all senders come back at once. */
export const RETRY_WHILE_QUEUED: JsonObject = {
  enabled: true,
  initial_interval: "1s",
  randomization_factor: 0.5,
  multiplier: 1.5,
  max_interval: "10s",
  max_elapsed_time: "0s",
};

/** Receivers of the older protocols that are asked for. */
export function olderReceivers(protocols: AgentTraces["protocols"]): Components {
  return {
    ...(protocols.includes("jaeger") && {
      jaeger: {
        protocols: {
          grpc: { endpoint: podAddress(PORTS.jaegerGrpc) },
          thrift_http: { endpoint: podAddress(PORTS.jaegerThriftHttp) },
          thrift_compact: { endpoint: podAddress(PORTS.jaegerThriftCompact) },
        },
      },
    }),
    ...(protocols.includes("zipkin") && { zipkin: { endpoint: podAddress(PORTS.zipkin) } }),
  };
}

/** Says of which cluster and environment spans are, unless they say so. Nothing is removed: attributes of spans are no labels. */
export function spanResource(clusterName: string, environment: string): JsonObject {
  return {
    attributes: [
      { action: "insert", key: "k8s.cluster.name", value: clusterName },
      { action: "insert", key: "deployment.environment", value: environment },
    ],
  };
}

/** The name that resolves to every gateway. */
const GATEWAYS = serviceHost(NAMES.traceGatewayHeadless, NAMESPACES.tracing);

/** The exporter to the gateway, by its id: it makes large requests of what comes in small ones. */
export function gatewayExporter(
  { sampling }: Pick<AgentTraces, "sampling">,
  { memoryLimiterMiB }: Pick<AgentSizing, "memoryLimiterMiB">,
): Components {
  const queued = {
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: Math.floor(memoryLimiterMiB * AGENT_QUEUE_SHARE) * MIB,
      num_consumers: 4,
      // The sender is told to slow down; waiting for room here would keep its connections.
      block_on_overflow: false,
      batch: SPAN_BATCH,
    },
    retry_on_failure: RETRY_WHILE_QUEUED,
  };
  return sampling === "tail"
    ? { "load_balancing/gateway": { ...queued, ...byTrace(GATEWAYS, PATIENT) } }
    : { "otlp_grpc/gateway": { ...queued, ...roundRobin(GATEWAYS) } };
}

/** Any gateway will do, and one that does not answer is left out at once. */
function roundRobin(host: string): JsonObject {
  return {
    endpoint: `dns:///${host}:${PORTS.otlpGrpc}`,
    balancer_name: "round_robin",
    tls: { insecure: true },
    timeout: "10s",
  };
}

/**
 * A request holds spans for several receivers, and when one fails the whole is sent again, so that the others get it
 * twice. So one that restarts is waited for; one that is gone for longer leaves the name, and its spans get a new place.
 */
const PATIENT: JsonObject = {
  enabled: true,
  initial_interval: "500ms",
  max_interval: "2s",
  max_elapsed_time: "15s",
};

/**
 * All spans of a trace to one of the pods behind a name, which DNS resolves: the API server would know of a change some
 * seconds earlier, but for the right to watch.
 */
export function byTrace(host: string, retry: JsonObject): JsonObject {
  return {
    routing_key: "traceID",
    resolver: {
      dns: { hostname: host, port: String(PORTS.otlpGrpc), interval: `${RESOLVE_SECONDS}s`, timeout: "2s" },
    },
    protocol: {
      otlp: {
        tls: { insecure: true },
        timeout: "5s",
        // What waits in a queue of one receiver would be lost with it.
        sending_queue: { enabled: false },
        retry_on_failure: retry,
      },
    },
  };
}
