/** How an agent receives spans and forwards them to the gateway. */
import { COMPONENTS, RECEIVERS } from "../../contract/collectorComponents";
import { NAMES, NAMESPACES, PORTS, serviceHost } from "../../contract/names";
import { type AgentSizing } from "../../settings/sizing/agent";
import { RESOLVE_SECONDS } from "../../settings/sizing/traces";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import type { SamplingSettings, TracingSettings } from "../../settings/schema/tracing";
import { type JsonObject, podAddress } from "../common/model";
import type { Component } from "../common/pipelines";

/** What an agent has to know of the gateway. */
export interface AgentTraces {
  /** Kind of sampling: where a decision needs the whole trace, its spans have to meet in one gateway. */
  readonly sampling: SamplingSettings["kind"];
  /** Legacy protocols that it receives besides OTLP. */
  readonly protocols: TracingSettings["protocols"];
  /** Name that resolves to every gateway. Default: that of the stack's own gateways. */
  readonly gatewayHost?: string;
}

/** Largest and smallest full request of spans, in bytes. A receiver takes 8 MiB. */
export const SPAN_BATCH = {
  flush_timeout: "1s",
  min_size: BYTES_PER_MIB,
  max_size: 4 * BYTES_PER_MIB,
  sizer: "bytes",
} as const;

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

/** Receivers of the legacy protocols of spans (Jaeger, Zipkin) that the settings name. */
export function legacyReceivers(protocols: AgentTraces["protocols"]): Component[] {
  const jaeger = {
    grpc: { endpoint: podAddress(PORTS.jaegerGrpc) },
    thrift_http: { endpoint: podAddress(PORTS.jaegerThriftHttp) },
    thrift_compact: { endpoint: podAddress(PORTS.jaegerThriftCompact) },
  };
  return [
    ...(protocols.includes("jaeger") ? [{ id: RECEIVERS.jaeger, settings: { protocols: jaeger } }] : []),
    ...(protocols.includes("zipkin")
      ? [{ id: RECEIVERS.zipkin, settings: { endpoint: podAddress(PORTS.zipkin) } }]
      : []),
  ];
}

/** The name that resolves to every gateway of the stack. */
const GATEWAYS = serviceHost(NAMES.traceGatewayHeadless, NAMESPACES.tracing);

/** The exporter to the gateway. It batches small requests into large ones. */
export function gatewayExporter(
  { sampling, gatewayHost = GATEWAYS }: Pick<AgentTraces, "sampling" | "gatewayHost">,
  { memoryLimiterMiB }: Pick<AgentSizing, "memoryLimiterMiB">,
): Component {
  const queued = {
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: Math.floor(memoryLimiterMiB * AGENT_QUEUE_SHARE) * BYTES_PER_MIB,
      num_consumers: 4,
      // The sender is told to slow down; waiting for room here would keep its connections.
      block_on_overflow: false,
      batch: SPAN_BATCH,
    },
    retry_on_failure: RETRY_WHILE_QUEUED,
  };
  return sampling === "tail"
    ? { id: COMPONENTS.gatewayByTrace, settings: { ...queued, ...byTrace(gatewayHost, RETRY_RESTARTING) } }
    : { id: COMPONENTS.gatewayRoundRobin, settings: { ...queued, ...roundRobin(gatewayHost) } };
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
 * A request holds spans for several gateways. When one of them fails the whole request is sent again, and the others get
 * their spans twice. So the exporter waits for a gateway that restarts; one that is gone for longer leaves the DNS name,
 * and its spans go to another.
 */
const RETRY_RESTARTING: JsonObject = {
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
