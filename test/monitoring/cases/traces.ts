/** Cases of the alerts about spans. */
import { JAEGER_CASES } from "./jaeger";
import { type AlertCase, type Labels, sample } from "./model";
import { exported, GATEWAY, GATEWAY_POD, JAEGER, pod, SAMPLER, SEND_FAILED, STORAGE, TEAM } from "./tracePods";

const lost: readonly AlertCase[] = [
  {
    alert: "SpansRejected",
    firing: {
      situation: "a gateway's counter is born with the first request that is refused for good",
      at: "6m",
      input: { [exported(SEND_FAILED, { ...GATEWAY, ...TEAM })]: "_x6 200x5" },
      expected: [
        {
          labels: { ...GATEWAY_POD, ...TEAM },
          summary: "Spans that tracing/trace-gateway-7d9f-x sent were refused for good",
          description:
            "tracing/trace-gateway-7d9f-x gave up 200 spans in 5 minutes, because what stands behind its exporter otlp_grpc/payments will never take them.",
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
          summary: "A queue of spans in tracing/trace-gateway-7d9f-x is full",
          description:
            "tracing/trace-gateway-7d9f-x had no place for 300 spans in 5 minutes, because what stands behind its exporter otlp_grpc/payments does not take as many as come.",
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
          summary: "A queue of spans in tracing/trace-gateway-7d9f-x fills up",
          description:
            "The queue of exporter otlp_grpc/payments in tracing/trace-gateway-7d9f-x is at 75%. When it is full, spans are lost.",
        },
      ],
    },
    silent: [
      { situation: "half of it is in use", at: "10m", input: queue({ ...GATEWAY, ...TEAM }, 50) },
      {
        situation: "the queue is the one of an agent's samples",
        at: "10m",
        input: queue({ ...GATEWAY, exporter: "otlp_grpc/queue" }, 90),
      },
    ],
  },
  {
    alert: "TracesTorn",
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
          summary: "Pod tracing/trace-gateway-7d9f-x holds more traces than it has place for",
          description:
            "tracing/trace-gateway-7d9f-x let go of 12 traces in 5 minutes before their time. Parts of them may be missing, and errors in them unseen.",
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
          summary: "Pod tracing/trace-gateway-7d9f-x turns spans away",
          description:
            "tracing/trace-gateway-7d9f-x turned away 250 spans in 5 minutes, at its memory limit or because what stands behind it does. Senders repeat them for a while.",
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
          summary: "Pod tracing/trace-gateway-7d9f-x does not reach all to whom it spreads traces",
          description:
            "20 requests of tracing/trace-gateway-7d9f-x failed in 5 minutes. What fails is repeated; each trace whose place is away waits.",
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
          summary: "Sampler tracing/trace-sampler-0 cannot apply its policies",
          description:
            "10 evaluations of a policy failed in tracing/trace-sampler-0 in 5 minutes. Traces that it would have kept may be missing.",
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
          labels: {},
          summary: "No trace gateway is seen",
          description:
            "No agent has found a trace gateway for at least 10 minutes. Spans wait in the agents until their queues are full.",
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
