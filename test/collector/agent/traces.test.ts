import assert from "node:assert/strict";
import { agentConfig } from "../../../collector/agent/config";
import { configurationProblems } from "../../../collector/validation/validate";
import { at, objects } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { IMAGES } from "../../../contract/images";
import type { AgentTraces } from "../../../collector/agent/traces";
import { agentValues } from "../../../collector/agent/values";
import { agentInput } from "../../harness/agentSettings";

const input = (traces: Partial<AgentTraces> = {}, settings: Record<string, unknown> = {}) => ({
  ...agentInput(settings),
  traces: { sampling: "probabilistic" as const, protocols: [], ...traces },
});
const config = (traces: Partial<AgentTraces> = {}, settings: Record<string, unknown> = {}) =>
  agentConfig(input(traces, settings));

describe("the agent's pipeline of spans", () => {
  it("does not exist without a trace pipeline, and nothing else differs", () => {
    const without = agentConfig(agentInput());
    assert.equal(without.service.pipelines["traces"], undefined);
    const { pipelines } = config().service;
    const { traces, ...others } = pipelines;
    assert.ok(traces);
    assert.deepEqual(others, without.service.pipelines);
  });

  it("sends to the given gateways, by default to the stack's own", () => {
    const text = (traces: Partial<AgentTraces>) => JSON.stringify(config(traces).exporters);
    for (const sampling of ["probabilistic", "tail"] as const) {
      assert.match(text({ sampling }), /trace-gateway-headless\.tracing\.svc\.cluster\.local/);
      const elsewhere = text({ sampling, gatewayHost: "gateways.shop.svc.cluster.local" });
      assert.match(elsewhere, /gateways\.shop\.svc\.cluster\.local/);
      assert.doesNotMatch(elsewhere, /tracing\.svc/);
    }
  });

  for (const sampling of ["probabilistic", "tail"] as const)
    for (const settings of [{}, { enrich: false, locality: "prefer" }, { debugExporter: true }])
      it(`has no problem with ${sampling} sampling and ${JSON.stringify(settings)}`, () => {
        assert.deepEqual(configurationProblems(config({ sampling, protocols: ["jaeger", "zipkin"] }, settings)), []);
      });

  it("shares receiver, limiter and enrichment with that of metrics", () => {
    const ofSender = ["transform/sender_claims", "k8s_attributes/sender", "transform/sender_trust"];
    assert.deepEqual(config().service.pipelines["traces"], {
      receivers: ["otlp"],
      processors: ["memory_limiter", ...ofSender, "resource/spans"],
      exporters: ["otlp_grpc/gateway"],
    });
  });

  it("removes no attribute of a span, because none becomes a label", () => {
    const actions = objects(at(config().processors["resource/spans"], "attributes")).map(({ action }) => action);
    assert.deepEqual(actions, ["insert", "insert"]);
  });

  it("distributes requests over all gateways with probabilistic sampling", () => {
    const exporter = config().exporters["otlp_grpc/gateway"];
    assert.equal(at(exporter, "endpoint"), "dns:///trace-gateway-headless.tracing.svc.cluster.local:4317");
    assert.equal(at(exporter, "balancer_name"), "round_robin");
  });

  it("sends all spans of a trace to one gateway with tail sampling", () => {
    const exporter = config({ sampling: "tail" }).exporters["load_balancing/gateway"];
    assert.equal(at(exporter, "routing_key"), "traceID");
    assert.equal(at(exporter, "resolver", "dns", "hostname"), "trace-gateway-headless.tracing.svc.cluster.local");
  });

  it("limits queued spans to a part of the agent's memory", () => {
    const bytes = (profile: string) =>
      Number(at(config({}, { profile }).exporters["otlp_grpc/gateway"], "sending_queue", "queue_size"));
    for (const [profile, limitMiB] of [
      ["low", 256],
      ["high", 1024],
    ] as const)
      assert.ok(bytes(profile) > 0 && bytes(profile) < limitMiB * 1024 ** 2 * 0.1);
  });
});

describe("legacy protocols", () => {
  it("are received if the settings name them", () => {
    assert.deepEqual(config({ protocols: ["zipkin"] }).service.pipelines["traces"]?.receivers, ["otlp", "zipkin"]);
    assert.deepEqual(requirements(config()).servicePorts.legacy, []);
  });

  it("have ports of the agent's Service and of its pod", () => {
    const traces = { protocols: ["jaeger", "zipkin"] as const };
    const required = requirements(config({ protocols: [...traces.protocols] }));
    const found = required.servicePorts.legacy.map(({ name, port, protocol }) => [name, port, protocol]);
    assert.deepEqual(found, [
      ["jaeger-grpc", 14250, "TCP"],
      ["jaeger-thrift", 14268, "TCP"],
      ["jaeger-compact", 6831, "UDP"],
      ["zipkin", 9411, "TCP"],
    ]);
    const all = input({ protocols: [...traces.protocols] });
    const ports = agentValues(agentConfig(all), required, all, IMAGES.collector)["ports"];
    for (const name of ["jaeger-compact", "jaeger-grpc", "jaeger-thrift", "zipkin"]) {
      assert.equal(at(ports, name, "enabled"), true, name);
      assert.equal(at(ports, name, "hostPort"), 0, name);
    }
  });
});
