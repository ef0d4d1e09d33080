import assert from "node:assert/strict";
import { SIDECAR, type SidecarPodSpec, withAgentSidecar } from "../../../collector/sidecar/sidecar";
import { IMAGES } from "../../../contract/images";

const image = IMAGES.collector;

interface Described extends SidecarPodSpec {
  readonly nodeSelector?: Readonly<Record<string, string>>;
}

const pod: Described = {
  containers: [{ name: "app" }, { name: "helper", env: [{ name: "OTEL_EXPORTER_OTLP_PROTOCOL", value: "grpc" }] }],
  initContainers: [{ name: "migrate" }],
  nodeSelector: { disk: "ssd" },
};

const sidecarOf = (spec: SidecarPodSpec) =>
  spec.initContainers?.find(({ name }) => name === SIDECAR) as unknown as Record<string, unknown>;

function endpoints(spec: SidecarPodSpec): (readonly [string, unknown])[] {
  return spec.containers.map(({ name, env = [] }) => [
    name,
    env.find((one) => one.name === "OTEL_EXPORTER_OTLP_ENDPOINT")?.value,
  ]);
}

describe("a pod with a sidecar", () => {
  it("starts the sidecar first and ends it last", () => {
    const spec = withAgentSidecar(pod, { image });
    assert.deepEqual(
      spec.initContainers?.map(({ name }) => name),
      [SIDECAR, "migrate"],
    );
    assert.equal(sidecarOf(spec)["restartPolicy"], "Always");
  });

  it("has containers that send to it, each in its own protocol", () => {
    assert.deepEqual(endpoints(withAgentSidecar(pod, { image })), [
      ["app", "http://127.0.0.1:4318"],
      ["helper", "http://127.0.0.1:4317"],
    ]);
  });

  it("leaves a container's own endpoint as it is", () => {
    const env = [{ name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://elsewhere:4317" }];
    const spec = withAgentSidecar({ containers: [{ name: "app", env }] }, { image });
    assert.deepEqual(spec.containers[0]?.env, env);
  });

  it("is the same when it is given one again", () => {
    assert.deepEqual(withAgentSidecar(withAgentSidecar(pod, { image }), { image }), withAgentSidecar(pod, { image }));
  });

  it("leaves the rest of the pod, and the pod that it was given, alone", () => {
    const before = JSON.stringify(pod);
    assert.deepEqual(withAgentSidecar(pod, { image }).nodeSelector, { disk: "ssd" });
    assert.equal(JSON.stringify(pod), before);
  });

  it("satisfies the restricted standard and has limits", () => {
    const { securityContext, resources } = sidecarOf(withAgentSidecar(pod, { image, memoryLimitMiB: 128 }));
    assert.deepEqual(securityContext, {
      runAsNonRoot: true,
      runAsUser: 10001,
      runAsGroup: 10001,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.deepEqual(resources, {
      requests: { cpu: "10m", memory: "128Mi" },
      limits: { cpu: "100m", memory: "128Mi" },
    });
  });
});
