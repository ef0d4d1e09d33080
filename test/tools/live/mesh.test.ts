import assert from "node:assert/strict";
import { isCaptured, sidecarOf } from "../../../tools/live/mesh";

const pod = (annotations: Readonly<Record<string, string>>, told?: string, kind = "initContainers") => ({
  metadata: { annotations },
  spec: {
    containers: [{ name: "main" }],
    [kind]: [{ name: "istio-proxy", env: told ? [{ name: "ISTIO_PROMETHEUS_ANNOTATIONS", value: told }] : [] }],
  },
});

const captured = (annotations: Readonly<Record<string, string>>, port: number) =>
  isCaptured(sidecarOf(pod(annotations)), port);

describe("Istio's sidecar of a pod", () => {
  it("captures every port besides its own, and those that annotations leave out", () => {
    for (const own of [15_020, 15_021, 15_090]) assert.equal(captured({}, own), false);
    assert.equal(captured({}, 8080), true);
    assert.equal(captured({ "traffic.sidecar.istio.io/excludeInboundPorts": "9090, 8080" }, 8080), false);
    assert.equal(captured({ "traffic.sidecar.istio.io/includeInboundPorts": "*" }, 8080), true);
    assert.equal(captured({ "traffic.sidecar.istio.io/includeInboundPorts": "80" }, 8080), false);
    assert.equal(captured({ "status.sidecar.istio.io/port": "15099" }, 15_099), false);
  });

  it("is there as a container too, and not in other pods", () => {
    assert.ok(sidecarOf(pod({}, undefined, "containers")));
    assert.equal(sidecarOf({ spec: { containers: [{ name: "main" }] } }), undefined);
    assert.equal(isCaptured(undefined, 8080), false);
  });

  it("asks the application where the pod's annotations said, with the defaults of Istio's agent", () => {
    const asks = (told?: string) => sidecarOf(pod({}, told))?.asks;
    assert.equal(asks('{"scrape":"true","path":"/prom","port":"9000"}'), "http://localhost:9000/prom");
    assert.equal(asks('{"scrape":"true","path":"","port":""}'), "http://localhost:80/metrics");
    assert.equal(asks('{"scrape":"false","path":"","port":""}'), undefined);
    assert.equal(asks("no JSON"), undefined);
    assert.equal(asks(), undefined);
  });
});
