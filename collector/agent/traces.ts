/** How an agent receives spans and forwards them to the gateway. */
import { COMPONENTS, RECEIVERS } from "../../contract/collector/components";
import { spanClientTls } from "../../contract/credentials/spanTls";
import { NAMES, NAMESPACES, serviceHost } from "../../contract/names";
import { PORTS } from "../../contract/ports";
import { type AgentSizing } from "../../settings/sizing/agent";
import { RESOLVE_SECONDS } from "../../settings/sizing/traces/traces";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import type { SamplingSettings, TracingSettings } from "../../settings/schema/tracing";
import { REQUEST_BATCH, RETRY_WHILE_QUEUED } from "../common/exporters";
import { type JsonObject, podAddress } from "../common/model";
import type { Component } from "../common/pipelines";

/** Input of the agent's pipeline of spans. */
export interface AgentTraces {
  /** Kind of sampling. With tail sampling, all spans of a trace have to be sent to one gateway. */
  readonly sampling: SamplingSettings["kind"];
  /** Legacy protocols that the agent receives besides OTLP. */
  readonly protocols: TracingSettings["protocols"];
  /** DNS name that resolves to every gateway. Default: that of the stack's own gateways. */
  readonly gatewayHost?: string;
}

/** Part of an agent's memory limiter that queued spans may take, as the queue counts them. */
const AGENT_QUEUE_SHARE = 0.1;

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
  const queued = (requests: number) => ({
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: Math.floor(memoryLimiterMiB * AGENT_QUEUE_SHARE) * BYTES_PER_MIB,
      num_consumers: requests,
      // When the queue is full, the sender gets an error. Blocking would keep its connections open.
      block_on_overflow: false,
      batch: REQUEST_BATCH,
    },
    retry_on_failure: RETRY_WHILE_QUEUED,
  });
  return sampling === "tail"
    ? { id: COMPONENTS.gatewayByTrace, settings: { ...queued(REQUESTS_BY_TRACE), ...toEachGateway(gatewayHost) } }
    : { id: COMPONENTS.gatewayRoundRobin, settings: { ...queued(REQUESTS), ...roundRobin(gatewayHost) } };
}

/** Concurrent requests to the gateways. */
const REQUESTS = 4;

/** The same where a request has spans for every gateway: each one under way is repeated while one of them is gone. */
const REQUESTS_BY_TRACE = 1;

/** Distributes requests over all gateways that answer. */
function roundRobin(host: string): JsonObject {
  return {
    endpoint: `dns:///${host}:${PORTS.otlpGrpc}`,
    balancer_name: "round_robin",
    tls: spanClientTls(host),
    timeout: "10s",
  };
}

/** Seconds in which a restarting gateway answers again. */
const RESTART_SECONDS = 15;

/**
 * A request has spans for several gateways. If one of them fails, the queue repeats the whole request, and the other
 * gateways receive their spans again. Therefore the exporter itself retries until a restarting gateway answers. A gateway
 * that is down for longer disappears from DNS, and its spans go to another one.
 *
 * A queue for each gateway would repeat nothing, but what it holds is dropped when DNS no longer names the gateway, and
 * no metric counts it.
 */
function toEachGateway(host: string): JsonObject {
  const retry = {
    enabled: true,
    initial_interval: "500ms",
    max_interval: "2s",
    max_elapsed_time: `${RESTART_SECONDS}s`,
  };
  // The default of 5 s would end the retries.
  return { ...byTrace(host, retry), timeout: `${2 * RESTART_SECONDS}s` };
}

/**
 * Sends all spans of a trace to the same pod behind a DNS name. The resolver of the API server would notice changes some
 * seconds earlier, but needs permission to watch.
 */
export function byTrace(host: string, retry: JsonObject): JsonObject {
  return {
    routing_key: "traceID",
    resolver: {
      dns: { hostname: host, port: String(PORTS.otlpGrpc), interval: `${RESOLVE_SECONDS}s`, timeout: "2s" },
    },
    protocol: {
      otlp: {
        tls: spanClientTls(host),
        timeout: "5s",
        // Spans queued for one receiver would be lost with it.
        sending_queue: { enabled: false },
        retry_on_failure: retry,
      },
    },
  };
}
