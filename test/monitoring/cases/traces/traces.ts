/** Cases of the alerts about spans. */
import { JAEGER_CASES } from "./jaeger";
import { type AlertCase, type Labels, sample } from "../model";
import { exported, GATEWAY, GATEWAY_POD, JAEGER, pod, SAMPLER, SEND_FAILED, STORAGE, TEAM } from "./tracePods";

const lost: readonly AlertCase[] = [
  {
    alert: "SpanSendFailed",
    firing: {
      situation: "a gateway's counter is born with the first request that is refused for good",
      at: "6m",
      input: { [exported(SEND_FAILED, { ...GATEWAY, ...TEAM })]: "_x6 200x5" },
      expected: [
        {
          labels: { ...GATEWAY_POD, ...TEAM },
          summary: "Pod tracing/trace-gateway-7d9f-x dropped spans that were rejected",
          description:
            "Pod tracing/trace-gateway-7d9f-x dropped 200 spans in the last 5 minutes, because the receiver behind exporter otlp_grpc/payments rejected them with an error that is not retryable.",
        },
      ],
    },
    silent: [
      {
        situation: "a Jaeger cannot write for now, and its senders repeat",
        at: "6m",
        input: { [exported(SEND_FAILED, { ...JAEGER, ...STORAGE })]: "0+100x10" },
      },
      {
        situation: "spans were refused long ago",
        at: "20m",
        input: { [exported(SEND_FAILED, { ...GATEWAY, ...TEAM })]: "0x3 200x20" },
      },
    ],
  },
  {
    alert: "SpanQueueOverflow",
    firing: {
      situation: "the queue for a team is full",
      at: "6m",
      input: { [exported("enqueue_failed_spans_total", { ...GATEWAY, ...TEAM })]: "0x3 100+100x5" },
      expected: [
        {
          labels: { ...GATEWAY_POD, ...TEAM },
          summary: "A sending queue of pod tracing/trace-gateway-7d9f-x is full",
          description:
            "Exporter otlp_grpc/payments of pod tracing/trace-gateway-7d9f-x could not enqueue 300 spans in the last 5 minutes, because its receiver is down or too slow and its sending queue is full.",
        },
      ],
    },
    silent: [
      {
        situation: "the queue was full long ago",
        at: "20m",
        input: { [exported("enqueue_failed_spans_total", { ...GATEWAY, ...TEAM })]: "0x3 100x20" },
      },
    ],
  },
  {
    alert: "SpanQueueFilling",
    firing: {
      situation: "three quarters of the queue for a team are in use",
      at: "10m",
      input: queue({ ...GATEWAY, ...TEAM }, 75),
      expected: [
        {
          labels: { ...GATEWAY_POD, ...TEAM },
          summary: "A sending queue of pod tracing/trace-gateway-7d9f-x is filling up",
          description:
            "The sending queue of exporter otlp_grpc/payments in pod tracing/trace-gateway-7d9f-x is 75% full. When it is full, spans are lost.",
        },
      ],
    },
    silent: [
      { situation: "half of it is in use", at: "10m", input: queue({ ...GATEWAY, ...TEAM }, 50) },
      {
        situation: "the queue is the one of an agent's samples",
        at: "10m",
        input: queue({ ...GATEWAY, exporter: "prometheus_remote_write/otlp" }, 90),
      },
    ],
  },
  {
    alert: "TracesFragmented",
    firing: {
      situation: "a gateway holds more traces than it can",
      at: "6m",
      input: {
        [sample("otelcol_processor_groupbytrace_traces_evicted_total", GATEWAY)]: "0x3 12x5",
        [sample("otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total", SAMPLER)]: "0x10",
      },
      expected: [
        {
          labels: GATEWAY_POD,
          summary: "Pod tracing/trace-gateway-7d9f-x releases traces before they are complete",
          description:
            "Pod tracing/trace-gateway-7d9f-x released 12 buffered traces early in the last 5 minutes, because its trace buffer was full. These traces may be fragmented, and tail sampling may have missed errors in them.",
        },
      ],
    },
    silent: [
      {
        situation: "every trace waited for its time",
        at: "6m",
        input: {
          [sample("otelcol_processor_groupbytrace_traces_evicted_total", GATEWAY)]: "0x10",
          [sample("otelcol_processor_tail_sampling_sampling_trace_dropped_too_early_total", SAMPLER)]: "0x10",
        },
      },
    ],
  },
];

function queue(labels: Labels, used: number) {
  return {
    [sample("otelcol_exporter_queue_size", labels)]: `${used}x20`,
    [sample("otelcol_exporter_queue_capacity", labels)]: "100x20",
  };
}

const refused: readonly AlertCase[] = [
  {
    alert: "SpansRefused",
    firing: {
      situation: "a gateway refuses for ten minutes",
      at: "12m",
      input: { [sample("otelcol_receiver_refused_spans_total", { ...GATEWAY, receiver: "otlp" })]: "0+50x20" },
      expected: [
        {
          labels: GATEWAY_POD,
          summary: "Pod tracing/trace-gateway-7d9f-x refuses spans",
          description:
            "Pod tracing/trace-gateway-7d9f-x refused 250 spans in the last 5 minutes, because it is at its memory limit or its destination refuses spans. Senders retry for a limited time.",
        },
      ],
    },
    silent: [
      {
        situation: "it refused for a moment, which its senders bridge",
        at: "12m",
        input: { [sample("otelcol_receiver_refused_spans_total", { ...GATEWAY, receiver: "otlp" })]: "0x3 50x20" },
      },
    ],
  },
  {
    alert: "SpanRoutingFails",
    firing: {
      situation: "a sampler does not answer for ten minutes",
      at: "12m",
      input: { [sample("otelcol_loadbalancer_backend_outcome_total", { ...GATEWAY, success: "false" })]: "0+4x20" },
      expected: [
        {
          labels: GATEWAY_POD,
          summary: "The load-balancing exporter of pod tracing/trace-gateway-7d9f-x cannot reach all pods",
          description:
            "20 requests of the load-balancing exporter of pod tracing/trace-gateway-7d9f-x failed in the last 5 minutes. They are retried; traces that are routed to an unreachable pod wait.",
        },
      ],
    },
    silent: [
      {
        situation: "all answer",
        at: "12m",
        input: { [sample("otelcol_loadbalancer_backend_outcome_total", { ...GATEWAY, success: "true" })]: "0+4x20" },
      },
      {
        situation: "one restarts",
        at: "12m",
        input: { [sample("otelcol_loadbalancer_backend_outcome_total", { ...GATEWAY, success: "false" })]: "0x3 4x20" },
      },
    ],
  },
  {
    alert: "TraceSamplingErrors",
    firing: {
      situation: "a policy cannot be applied",
      at: "12m",
      input: {
        [sample("otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total", SAMPLER)]: "0+2x20",
      },
      expected: [
        {
          labels: pod("trace-sampler-0"),
          summary: "Sampler tracing/trace-sampler-0 cannot evaluate its sampling policies",
          description:
            "10 evaluations of a sampling policy failed in tracing/trace-sampler-0 in the last 5 minutes. Traces that the policy would have kept may be missing.",
        },
      ],
    },
    silent: [
      {
        situation: "all can be applied",
        at: "12m",
        input: { [sample("otelcol_processor_tail_sampling_sampling_policy_evaluation_error_total", SAMPLER)]: "0x20" },
      },
    ],
  },
  {
    alert: "TraceGatewayMissing",
    firing: {
      situation: "there are agents and Jaegers, but no gateway",
      at: "12m",
      input: { [sample("up", JAEGER)]: "1x20" },
      expected: [
        {
          labels: { k8s_namespace_name: "tracing" },
          summary: "No trace gateway is found",
          description:
            "No agent has found a pod of the trace gateway for at least 10 minutes. Spans wait in the agents until their sending queues are full.",
        },
      ],
    },
    silent: [
      { situation: "there is one", at: "12m", input: { [sample("up", GATEWAY)]: "1x20" } },
      {
        situation: "the only one is being replaced",
        at: "12m",
        input: { [sample("up", GATEWAY)]: "1x7 stale _x3 1x9" },
      },
    ],
  },
];

export const TRACE_CASES: readonly AlertCase[] = [...lost, ...refused, ...JAEGER_CASES];
