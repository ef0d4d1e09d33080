import assert from "node:assert/strict";
import { configurationProblems } from "../../../collector/validation/validate";
import { gatewayConfig } from "../../../collector/gateway/config";
import { at, objects, textOf } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { samplerConfig } from "../../../collector/sampler/config";
import { traceInput } from "../../harness/traceSettings";

const shop = { name: "shop", namespaces: ["shop", "cart"], services: [] };
const pay = { name: "pay", namespaces: [], services: ["payment"], samplingPercent: 50 };
const tail = { kind: "tail" };

const gateway = (values: Record<string, unknown> = {}) => gatewayConfig(traceInput(values));
const sampler = (values: Record<string, unknown> = {}) => samplerConfig(traceInput({ sampling: tail, ...values }))!;

describe("the gateway's configuration", () => {
  const variants: Record<string, unknown>[] = [
    {},
    { spanMetrics: false },
    { sampling: { kind: "probabilistic", percent: 25 } },
    { sampling: tail },
    { teams: [shop, pay] },
    { sampling: tail, teams: [shop, pay], spanMetrics: false },
  ];
  for (const values of variants)
    it(`has no problem with ${JSON.stringify(values)}`, () => {
      for (const authentication of ["none", "basic", "bearer"] as const)
        for (const version of ["1.0", "2.0"] as const)
          assert.deepEqual(configurationProblems(gatewayConfig(traceInput(values, { authentication, version }))), []);
    });

  it("is the same to the byte for the same settings", () => {
    assert.equal(JSON.stringify(gateway({ teams: [shop, pay] })), JSON.stringify(gateway({ teams: [shop, pay] })));
  });

  it("does not use the API server", () => {
    assert.deepEqual(requirements(gateway({ teams: [shop] })).clusterRoleRules, []);
  });

  it("computes span metrics before sampling", () => {
    const { pipelines } = gateway({ sampling: { kind: "probabilistic", percent: 25 } }).service;
    assert.deepEqual(pipelines["traces"], {
      receivers: ["otlp"],
      processors: ["memory_limiter", "resource"],
      exporters: ["span_metrics", "forward/counted"],
    });
    assert.deepEqual(pipelines["traces/sampled"]?.processors, ["probabilistic_sampler"]);
  });

  it("has no label for the pod, so that the pods of a service share series", () => {
    const connector = gateway().connectors?.["span_metrics"];
    assert.deepEqual(at(connector, "resource_metrics_key_attributes"), ["service.name", "k8s.namespace.name"]);
    assert.deepEqual(objects(at(connector, "dimensions")), [{ name: "k8s.namespace.name" }]);
    assert.ok(requirements(gateway()).featureGates.includes("connector.spanmetrics.excludeResourceMetrics"));
  });

  it("writes span metrics with the gateway's pod as instance, so that replicas have separate series", () => {
    const attributes = objects(at(gateway().processors["resource/span_metrics"], "attributes"));
    const instance = attributes.find(({ key }) => key === "service.instance.id");
    assert.equal(instance?.["value"], "${env:OTEL_K8S_POD_NAME}");
  });

  it("writes no span metrics if they are disabled", () => {
    const config = gateway({ spanMetrics: false });
    assert.equal(config.exporters["prometheus_remote_write"], undefined);
    assert.equal(config.connectors?.["span_metrics"], undefined);
  });

  it("has no sampler if all traces are kept", () => {
    assert.equal(gateway().processors["probabilistic_sampler"], undefined);
  });

  it("keeps a share of what was sampled before, so that both percentages apply", () => {
    const { processors } = gateway({ sampling: { kind: "probabilistic", percent: 25 }, teams: [pay] });
    for (const id of ["probabilistic_sampler", "probabilistic_sampler/pay"] as const) {
      assert.equal(at(processors[id], "mode"), "proportional");
      assert.equal(at(processors[id], "fail_closed"), false);
    }
    assert.equal(at(processors["probabilistic_sampler/pay"], "sampling_percentage"), 50);
  });

  it("sends each team's spans to its Jaeger, and the rest to the default one", () => {
    const config = gateway({ teams: [shop, pay] });
    const endpoints = Object.entries(config.exporters).flatMap(([id, exporter]) =>
      id.startsWith("otlp_grpc/") ? [[id, textOf(exporter["endpoint"])]] : [],
    );
    assert.deepEqual(endpoints, [
      ["otlp_grpc/shop", "jaeger-shop.tracing.svc.cluster.local:4317"],
      ["otlp_grpc/pay", "jaeger-pay.tracing.svc.cluster.local:4317"],
      ["otlp_grpc/default", "jaeger-default.tracing.svc.cluster.local:4317"],
    ]);
  });

  it("selects the team by service name before namespace", () => {
    const conditions = at(gateway({ teams: [shop, pay] }).processors["filter/shop"], "trace_conditions");
    assert.deepEqual(conditions, [
      'not ((resource.attributes["k8s.namespace.name"] == "shop" or resource.attributes["k8s.namespace.name"] == "cart") and not (resource.attributes["service.name"] == "payment"))',
    ]);
  });

  it("does not return the error of one team's exporter to the sender", () => {
    const { pipelines } = gateway({ teams: [shop, pay] }).service;
    for (const team of ["shop", "pay", "default"])
      assert.equal(pipelines[`traces/${team}`]?.processors.at(-1), "batch/isolate", team);
  });

  it("divides the queues' capacity among the teams", () => {
    const size = (values: Record<string, unknown>) =>
      Number(at(gateway(values).exporters["otlp_grpc/default"], "sending_queue", "queue_size"));
    assert.equal(size({ teams: [shop, pay] }), Math.floor(size({}) / 3));
  });

  it("gathers no larger request for one of many teams than its queue holds, with which the collector would not start", () => {
    const teams = Array.from({ length: 80 }, (_, index) => ({
      ...shop,
      name: `team-${index}`,
      namespaces: [`a-${index}`],
    }));
    const queue = at(gateway({ teams }).exporters["otlp_grpc/default"], "sending_queue");
    const size = Number(at(queue, "queue_size"));
    assert.ok(size < 1024 * 1024, String(size));
    assert.equal(at(queue, "batch", "min_size"), size);
    assert.equal(at(queue, "batch", "max_size"), size);
  });

  it("forwards a trace to its sampler in one request, and looks for its place again at each attempt", () => {
    const config = gateway({ sampling: tail });
    assert.deepEqual(config.service.pipelines["traces/gathered"], {
      receivers: ["forward/counted"],
      processors: ["groupbytrace"],
      exporters: ["load_balancing/samplers"],
    });
    const exporter = config.exporters["load_balancing/samplers"];
    assert.equal(at(exporter, "protocol", "otlp", "retry_on_failure", "enabled"), false);
    assert.equal(at(exporter, "retry_on_failure", "max_elapsed_time"), "0s");
    assert.equal(at(exporter, "sending_queue", "batch"), undefined);
    assert.equal(at(exporter, "resolver", "dns", "hostname"), "trace-sampler.tracing.svc.cluster.local");
  });

  it("has no pipelines of teams with tail sampling, because the samplers have them", () => {
    assert.equal(gateway({ sampling: tail }).exporters["otlp_grpc/default"], undefined);
  });
});

describe("the samplers' configuration", () => {
  it("exists with tail sampling alone", () => {
    assert.equal(samplerConfig(traceInput()), undefined);
  });

  for (const values of [{}, { teams: [shop, pay] }])
    it(`has no problem with ${JSON.stringify(values)}`, () => {
      assert.deepEqual(configurationProblems(sampler(values)), []);
    });

  const policies = (sampling: Record<string, unknown>) =>
    objects(at(sampler({ sampling: { ...tail, ...sampling } }).processors["tail_sampling"], "policies"));

  it("keeps errors and a share by default", () => {
    assert.deepEqual(policies({}), [
      { name: "errors", type: "status_code", status_code: { status_codes: ["ERROR"] } },
      { name: "share", type: "probabilistic", probabilistic: { sampling_percentage: 10 } },
    ]);
  });

  it("keeps slow traces where a limit is set, and no share at 0 percent", () => {
    assert.deepEqual(policies({ keepErrors: false, keepSlowerThanMilliseconds: 500, percent: 0 }), [
      { name: "slow", type: "latency", latency: { threshold_ms: 500 } },
    ]);
  });

  it("divides the limit of traces per second among the samplers, in spans", () => {
    const [share] = policies({ keepErrors: false, keepTracesPerSecond: 100, spansPerTrace: 20, samplers: 4 });
    assert.deepEqual(objects(at(share, "and", "and_sub_policy"))[1], {
      name: "by-rate",
      type: "rate_limiting",
      rate_limiting: { spans_per_second: 500, burst_capacity: 1000 },
    });
  });

  it("waits longer than a gateway buffers, so that it receives all fragments of a trace", () => {
    for (const decisionWaitSeconds of [2, 5, 10, 60, 120]) {
      const sampling = { ...tail, decisionWaitSeconds };
      const waits = parseFloat(textOf(at(sampler({ sampling }).processors["tail_sampling"], "decision_wait")));
      const buffers = parseFloat(textOf(at(gateway({ sampling }).processors["groupbytrace"], "wait_duration"))) / 1000;
      assert.ok(waits > buffers, `${waits} s > ${buffers} s`);
      assert.ok(waits + buffers >= decisionWaitSeconds && waits + buffers < decisionWaitSeconds + 1);
    }
  });
});
