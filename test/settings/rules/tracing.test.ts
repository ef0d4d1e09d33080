import assert from "node:assert/strict";
import { problemText } from "../../../settings/problems";
import {
  bufferedTracesLimit,
  LARGEST_SAMPLER_MIB,
  samplerArithmetic,
  samplerSizing,
  traceMemory,
  traceTiming,
} from "../../../settings/sizing/traces/traces";
import type { TailSamplingSettings } from "../../../settings/schema/tracing";
import { validate } from "../../../settings/validate";
import { tracingSettings } from "../../harness/traceSettings";

const cluster = { kind: "existing", name: "local" };

function problemsOf(tracing: unknown, more: Record<string, unknown> = {}): string[] {
  const section = tracing === undefined ? {} : { tracing };
  return validate({ environment: "dev", cluster, ...section, ...more }, {}).problems.map(problemText);
}

const tail = (values: Record<string, unknown> = {}) =>
  tracingSettings({ sampling: { kind: "tail", ...values } }).sampling as TailSamplingSettings;

describe("the times of the trace pipeline", () => {
  it("divide the decision wait between gateway and sampler, with more for the sampler", () => {
    const { bufferMilliseconds, decideSeconds } = traceTiming(tail({ decisionWaitSeconds: 10 }));
    assert.deepEqual([bufferMilliseconds, decideSeconds], [4000, 6]);
  });

  it("are 0 without tail sampling", () => {
    const { bufferMilliseconds, decideSeconds } = traceTiming(tracingSettings().sampling);
    assert.deepEqual([bufferMilliseconds, decideSeconds], [0, 0]);
  });

  it("let a terminating pod serve until its name has left DNS caches and its buffer is forwarded", () => {
    for (const decisionWaitSeconds of [2, 10, 120]) {
      const timing = traceTiming(tail({ decisionWaitSeconds }));
      assert.ok(timing.gatewayPreStopSeconds >= 30 + timing.bufferMilliseconds / 1000);
      assert.ok(timing.samplerPreStopSeconds >= 30 + timing.decideSeconds);
      assert.ok(timing.gatewayGraceSeconds > timing.gatewayPreStopSeconds);
      assert.ok(timing.samplerGraceSeconds > timing.samplerPreStopSeconds);
    }
  });

  it("remove the next gateway only after the traces of the previous one are decided", () => {
    const timing = traceTiming(tail({ decisionWaitSeconds: 60 }));
    assert.ok(timing.scaleDownPeriodSeconds >= timing.gatewayPreStopSeconds + 60);
    assert.ok(timing.scaleDownWindowSeconds > traceTiming(tail()).scaleDownWindowSeconds);
  });
});

describe("the sizes of the trace pipeline", () => {
  it("let the memory limiter act before the limit of buffered traces", () => {
    const memory = traceMemory(512);
    assert.ok(bufferedTracesLimit(memory) * 1024 >= memory.memoryLimiterMiB * 1024 ** 2 - 1024);
  });

  it("give the samplers memory for the traces of one that is down", () => {
    assert.equal(samplerSizing(tail({ tracesPerSecond: 300, samplers: 2 })).tracesPerSecond, 300);
    assert.equal(samplerSizing(tail({ tracesPerSecond: 300, samplers: 4 })).tracesPerSecond, 100);
  });

  it("grow with the wait, the rate and the spans of a trace", () => {
    const usual = { tracesPerSecond: 2000, decisionWaitSeconds: 10, spansPerTrace: 20 };
    const size = (more: Record<string, unknown>) => samplerSizing(tail({ ...usual, ...more })).memoryLimitMiB;
    for (const more of [{ tracesPerSecond: 4000 }, { decisionWaitSeconds: 20 }, { spansPerTrace: 40 }])
      assert.ok(size(more) > size({}), JSON.stringify(more));
  });

  it("are explained by their arithmetic", () => {
    assert.equal(
      samplerArithmetic(tail({ tracesPerSecond: 2000 })),
      "2,000 traces/s ÷ 1 samplers (one may be down) = 2,000 traces/s × 8 s × 20 spans × 2,048 bytes and 240,000 decisions of 200 bytes and 64 MiB for the program, in 60 % of a memory limit of 1,225 MiB",
    );
  });
});

describe("rules of tracing", () => {
  it("accept the section with its defaults", () => {
    assert.deepEqual(problemsOf({}), []);
    assert.deepEqual(problemsOf({ sampling: { kind: "tail" } }), []);
  });

  it("reject settings that have no effect without the section", () => {
    assert.deepEqual(problemsOf(undefined, { mesh: "istio", demo: { hotrod: true } }), [
      'gke-telemetry:mesh is "istio", but needs the section gke-telemetry:tracing: the spans of its proxies would have no receiver. Add gke-telemetry:tracing: {}, or remove gke-telemetry:mesh.',
      "gke-telemetry:demo.hotrod is true, but needs the section gke-telemetry:tracing: HotROD exists only to produce traces. Add gke-telemetry:tracing: {}, or remove gke-telemetry:demo.hotrod.",
    ]);
    assert.deepEqual(problemsOf({}, { mesh: "istio", demo: { hotrod: true } }), []);
  });

  it("reject OpenCensus, and recommend OTLP", () => {
    assert.deepEqual(problemsOf({ protocols: ["opencensus"] }), [
      'gke-telemetry:tracing.protocols[0] is "opencensus", but must be jaeger or zipkin; OpenCensus was removed from the collector. Remove gke-telemetry:tracing.protocols[0]. Let Istio send OTLP with its OpenTelemetry provider (`mesh: istio`).',
    ]);
  });

  it("reject a maximum of replicas below the minimum", () => {
    assert.deepEqual(problemsOf({ gateway: { minReplicas: 5, maxReplicas: 3 } }), [
      "gke-telemetry:tracing.gateway.minReplicas is 5, but must not exceed gke-telemetry:tracing.gateway.maxReplicas, which is 3. Set gke-telemetry:tracing.gateway.minReplicas to 3 or less, or gke-telemetry:tracing.gateway.maxReplicas to 5 or more.",
    ]);
  });

  it("refuse two teams of one name, and the name of the Jaeger for the rest", () => {
    const teams = [
      { name: "shop", namespaces: ["a"] },
      { name: "shop", namespaces: ["b"] },
      { name: "default", namespaces: ["c"] },
    ];
    assert.deepEqual(problemsOf({ teams }), [
      'gke-telemetry:tracing.teams[1].name is "shop", but is also the name of gke-telemetry:tracing.teams[0]. Give each team a name of its own, or make one team of the two.',
      'gke-telemetry:tracing.teams[2].name is "default", but is reserved for the Jaeger that stores the spans of no team. Choose another name, or remove the team and set gke-telemetry:tracing.defaultStorage and gke-telemetry:tracing.defaultIngress.',
    ]);
  });

  it("refuse a team that owns nothing", () => {
    assert.deepEqual(problemsOf({ teams: [{ name: "shop" }] }), [
      "gke-telemetry:tracing.teams[0] has neither namespaces nor services, so that no span would belong to the team. Set gke-telemetry:tracing.teams[0].namespaces or gke-telemetry:tracing.teams[0].services, or remove the team.",
    ]);
  });

  it("refuse a namespace and a service of two teams", () => {
    const teams = [
      { name: "shop", namespaces: ["shop", "cart"], services: ["payment"] },
      { name: "pay", namespaces: ["cart"], services: ["payment"] },
    ];
    assert.deepEqual(problemsOf({ teams }), [
      'gke-telemetry:tracing.teams[1].namespaces[0] is "cart", but is also listed as gke-telemetry:tracing.teams[0].namespaces[1], and a span belongs to one team. Remove gke-telemetry:tracing.teams[1].namespaces[0] or gke-telemetry:tracing.teams[0].namespaces[1].',
      'gke-telemetry:tracing.teams[1].services[0] is "payment", but is also listed as gke-telemetry:tracing.teams[0].services[0], and a span belongs to one team. Remove gke-telemetry:tracing.teams[1].services[0] or gke-telemetry:tracing.teams[0].services[0].',
    ]);
  });

  it("refuse teams by namespace where agents do not tell it", () => {
    assert.deepEqual(problemsOf({ teams: [{ name: "shop", namespaces: ["shop"] }] }, { agent: { enrich: false } }), [
      "gke-telemetry:agent.enrich is false, but leaves spans without the namespace attribute, which gke-telemetry:tracing.teams[0].namespaces needs. Set gke-telemetry:agent.enrich: true, or use gke-telemetry:tracing.teams[0].services instead of namespaces.",
    ]);
    assert.deepEqual(problemsOf({ teams: [{ name: "shop", services: ["shop"] }] }, { agent: { enrich: false } }), []);
  });

  it("refuse one host for two teams", () => {
    const ingress = { host: "traces.example.com", tlsSecretName: "traces", iap: {} };
    assert.deepEqual(
      problemsOf({ defaultIngress: ingress, teams: [{ name: "shop", namespaces: ["shop"], ingress }] }),
      [
        'gke-telemetry:tracing.teams[0].ingress.host is "traces.example.com", but is also gke-telemetry:tracing.defaultIngress.host: one Jaeger would be served instead of the other. Give each team a host of its own.',
      ],
    );
  });

  const large = { kind: "tail", tracesPerSecond: 50_000, samplers: 2 };

  it("refuse samplers that would not fit a node, with the arithmetic", () => {
    assert.deepEqual(problemsOf({ sampling: large, gateway: { memoryLimitMiB: 4096 } }), [
      "gke-telemetry:tracing.sampling.samplers is 2, but is too small: each sampler would need 50,000 traces/s ÷ 1 samplers (one may be down) = 50,000 traces/s × 8 s × 20 spans × 2,048 bytes and 6,000,000 decisions of 200 bytes and 64 MiB for the program, in 60 % of a memory limit of 28,056 MiB, and the most is 16,384 MiB. Set gke-telemetry:tracing.sampling.samplers to 3 or more, or gke-telemetry:tracing.sampling.decisionWaitSeconds to a smaller value, or gke-telemetry:tracing.sampling.tracesPerSecond and gke-telemetry:tracing.sampling.spansPerTrace to the real values.",
    ]);
  });

  it("refuse usual traces of which a large one would be lost on its way to a sampler", () => {
    const long = { kind: "tail", tracesPerSecond: 20, spansPerTrace: 10_000 };
    assert.deepEqual(problemsOf({ sampling: long }), [
      "gke-telemetry:tracing.sampling.spansPerTrace is 10000, but is too large: a trace of 10 times as many spans takes 98 MiB, and gateways and samplers of this size hand on traces of at most 57 MiB. Set gke-telemetry:tracing.sampling.spansPerTrace to the number of spans of a usual trace, or raise gke-telemetry:tracing.gateway.memoryLimitMiB.",
    ]);
    assert.deepEqual(problemsOf({ sampling: { ...long, spansPerTrace: 5000 } }), []);
  });

  it("take what the fix names", () => {
    const samplers = 3;
    assert.deepEqual(problemsOf({ sampling: { ...large, samplers }, gateway: { memoryLimitMiB: 4096 } }), []);
    assert.ok(samplerSizing(tail({ ...large, samplers })).memoryLimitMiB <= LARGEST_SAMPLER_MIB);
  });

  it("refuse gateways without enough memory to buffer the traces", () => {
    assert.deepEqual(problemsOf({ sampling: { ...large, samplers: 8 } }), [
      "gke-telemetry:tracing.gateway.memoryLimitMiB is 512, but is too small: buffering traces for two fifths of gke-telemetry:tracing.sampling.decisionWaitSeconds takes 7,813 MiB, and 10 gateways can use 2,432 MiB for that. Raise gke-telemetry:tracing.gateway.memoryLimitMiB or gke-telemetry:tracing.gateway.maxReplicas, or lower gke-telemetry:tracing.sampling.decisionWaitSeconds.",
    ]);
  });

  it("refuse tail sampling that keeps nothing", () => {
    assert.deepEqual(problemsOf({ sampling: { kind: "tail", keepErrors: false, percent: 0 } }), [
      "gke-telemetry:tracing.sampling.percent is 0, but drops every trace, because traces with errors and slow traces are not kept either. Set gke-telemetry:tracing.sampling.keepErrors: true, or gke-telemetry:tracing.sampling.percent above 0.",
    ]);
  });
});
