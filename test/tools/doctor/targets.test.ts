import assert from "node:assert/strict";
import { TARGETS } from "../../../tools/doctor/checks/measured/targets";
import { expectedOf } from "../../../tools/doctor/doctor";
import type { AnnotatedPod } from "../../../tools/doctor/sources/pods";
import type { Sidecar } from "../../../tools/live/mesh";

const SIDECAR: Sidecar = { statusPort: 15_020, asks: "http://localhost:80/metrics", excluded: [15_020, 9090] };

const pod = (annotations: AnnotatedPod["template"]["annotations"], sidecar?: Sidecar): AnnotatedPod => ({
  name: "cart-1",
  node: "node-1",
  phase: "Running",
  isBeingDeleted: false,
  created: 0,
  template: {
    namespace: "shop",
    isInNodeNetwork: false,
    workload: "Deployment shop/cart",
    annotations,
    labels: {},
    ports: [8080, 9090].map((number) => ({ name: "", number, protocol: "TCP" })),
    ...(sidecar && { sidecar }),
  },
});

const found = (id: string, there: Readonly<Record<string, unknown>>) => {
  const check = TARGETS.checks.find((one) => one.id === id);
  assert.ok(check);
  return check.find(there, expectedOf({})).map(({ subject, text }) => `${subject}: ${text}`);
};

const LABELS = { k8s_namespace_name: "shop", k8s_pod_name: "cart-1", job: "cart" };

function whyDown(port: number, one: AnnotatedPod): string {
  const down = [{ labels: { ...LABELS, instance: `10.1.0.7:${port}` }, value: 0 }];
  const [text = ""] = found("targets-answer", { down, pods: [one] });
  assert.ok(text.startsWith(`shop/cart-1: its target 10.1.0.7:${port} of job cart is down`), text);
  return text;
}

describe("doctor's check of targets", () => {
  it("names Istio's sidecar where it captures the port, and there alone", () => {
    assert.match(
      whyDown(8080, pod({}, SIDECAR)),
      /its Istio sidecar captures port 8080, .* where a PeerAuthentication/,
    );
    assert.doesNotMatch(whyDown(9090, pod({}, SIDECAR)), /Istio/);
    assert.doesNotMatch(whyDown(8080, pod({})), /Istio/);
  });

  it("does not blame the port of Istio's merged page for not being declared", () => {
    assert.match(whyDown(15_020, pod({}, SIDECAR)), /is down$/);
    assert.match(whyDown(15_020, pod({ scheme: "https" }, SIDECAR)), /by http, .*prometheus\.io\/scheme: https$/);
    assert.match(whyDown(15_021, pod({})), /none of its containers declares port 15021, only 8080, 9090$/);
  });

  it("says where Istio asks an application that does not answer it", () => {
    const unanswered = [{ labels: LABELS, value: 1 }];
    assert.deepEqual(found("merged-pages-have-applications", { unanswered, pods: [pod({}, SIDECAR)] }), [
      "shop/cart-1: its Istio sidecar gets no metrics of the application at http://localhost:80/metrics",
    ]);
  });
});
