import assert from "node:assert/strict";
import { demoApplications, demoManifests } from "../../workloads/demo";
import { NAMES } from "../../contract/names";

const container = (name: Parameters<typeof demoManifests>[0]) =>
  demoManifests(name).deployment.spec.template.spec.containers[0]!;

describe("demo applications", () => {
  it("are those that the settings ask for", () => {
    const names = (demo: Parameters<typeof demoApplications>[0]) =>
      demoApplications(demo).map(({ deployment }) => deployment.metadata.name);
    assert.deepEqual(names({ hotrod: false, metrics: false }), []);
    assert.deepEqual(names({ hotrod: true, metrics: false }), ["hotrod"]);
    assert.deepEqual(names({ hotrod: false, metrics: true }), ["metrics-demo"]);
    assert.deepEqual(names({ hotrod: true, metrics: true }), ["hotrod", "metrics-demo"]);
  });

  it("send their spans to the agent of their node", () => {
    assert.deepEqual(container(NAMES.hotrod).env, [
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://otel-agent.open-telemetry.svc.cluster.local:4318" },
    ]);
  });

  it("open no port to other pods but the one of their Service", () => {
    assert.deepEqual(container(NAMES.hotrod).args, [
      "all",
      "--frontend-service-port=8080",
      "--customer-service-hostname=127.0.0.1",
      "--driver-service-hostname=127.0.0.1",
      "--route-service-hostname=127.0.0.1",
    ]);
  });

  it("are not probed by requests that would be traced", () => {
    const { readinessProbe, livenessProbe } = container(NAMES.hotrod);
    for (const probe of [readinessProbe, livenessProbe]) assert.ok("tcpSocket" in probe);
  });

  for (const name of [NAMES.hotrod, NAMES.metricsDemo]) {
    it(`${name} is scraped by the agents on the port of its Service`, () => {
      const { deployment, service } = demoManifests(name);
      const annotations: Record<string, string> = deployment.spec.template.metadata.annotations;
      assert.equal(annotations["prometheus.io/scrape"], "true");
      assert.equal(annotations["prometheus.io/port"], String(service.spec.ports[0]?.port));
      assert.deepEqual(service.spec.selector, deployment.spec.template.metadata.labels);
      assert.equal(container(name).ports[0]?.containerPort, service.spec.ports[0]?.port);
    });
  }
});
