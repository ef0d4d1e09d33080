import assert from "node:assert/strict";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import type { JaegerInput } from "../../../workloads/jaeger/input";
import { Jaeger } from "../../../components/traces/Jaeger";
import { recordResources, settled } from "../../harness/recordResources";
import { JAEGER_CLIENTS } from "../../harness/traceSettings";

const NAME = "jaeger-payments";
const input: JaegerInput = {
  name: "payments",
  namespaces: ["shop"],
  ...JAEGER_CLIENTS,
  storage: { kind: "volume", sizeGiB: 10, retentionHours: 48 },
  ingress: { kind: "ingress", host: "jaeger.example.com", tlsSecretName: "tls", annotations: {} },
};

const record = (manifests = jaegerManifests(input), deletionProtection = true) =>
  recordResources((opts) => new Jaeger(NAME, { manifests, certificates: {}, deletionProtection }, opts));

describe("Jaeger", () => {
  it("creates every object as it was computed", async () => {
    const recording = await record();
    const manifests = jaegerManifests(input);
    const inputs = (type: string, name = NAME) => recording.single(type, name).inputs;
    assert.deepEqual(inputs("kubernetes:core/v1:ConfigMap"), manifests.configMap);
    assert.deepEqual(inputs("kubernetes:core/v1:ServiceAccount"), manifests.serviceAccount);
    assert.deepEqual(inputs("kubernetes:core/v1:PersistentVolumeClaim"), manifests.persistentVolumeClaim);
    const { template } = manifests.statefulSet.spec;
    const statefulSet = structuredClone(inputs("kubernetes:apps/v1:StatefulSet")) as typeof manifests.statefulSet;
    const annotations: Record<string, string> = statefulSet.spec.template.metadata.annotations;
    // A changed Secret restarts the pod.
    assert.ok("gke-telemetry/secret-versions" in annotations);
    assert.deepEqual({ ...template.metadata.annotations, "gke-telemetry/secret-versions": "" }, annotations);
    delete annotations["gke-telemetry/secret-versions"];
    assert.deepEqual(statefulSet, manifests.statefulSet);
    assert.deepEqual(inputs("kubernetes:core/v1:Service"), manifests.service);
    assert.deepEqual(inputs("kubernetes:core/v1:Service", `${NAME}-headless`), manifests.headlessService);
    assert.deepEqual(inputs("kubernetes:networking.k8s.io/v1:NetworkPolicy"), manifests.networkPolicy);
    assert.deepEqual(inputs("kubernetes:networking.k8s.io/v1:Ingress"), manifests.page?.ingress);
  });

  it("starts the pod only when what it names is there and nobody else can reach it", async () => {
    const recording = await record();
    const { dependsOn } = recording.single("kubernetes:apps/v1:StatefulSet");
    assert.deepEqual([...dependsOn].sort(), [
      ...Array<string>(4).fill(NAME),
      `${NAME}-certificates`,
      `${NAME}-headless`,
    ]);
    assert.deepEqual(recording.single("kubernetes:core/v1:Service", NAME).dependsOn, [NAME]);
  });

  it("creates no volume and no Ingress where there are none", async () => {
    const { resources } = await record(
      jaegerManifests({
        name: "payments",
        namespaces: [],
        ...JAEGER_CLIENTS,
        storage: { kind: "memory", maxTraces: 1000 },
      }),
    );
    const types = resources.map(({ type }) => type);
    assert.ok(!types.includes("kubernetes:core/v1:PersistentVolumeClaim"));
    assert.ok(!types.includes("kubernetes:networking.k8s.io/v1:Ingress"));
  });

  it("protects the traces, and nothing else, from deletion where that is asked for", async () => {
    const isProtected = (await record()).resources.filter(({ protect }) => protect);
    assert.deepEqual(
      isProtected.map(({ type }) => type),
      ["kubernetes:core/v1:PersistentVolumeClaim"],
    );
    const { resources } = await record(jaegerManifests(input), false);
    assert.ok(resources.every(({ protect }) => !protect));
  });

  it("publishes the address at which the team finds its traces", async () => {
    const { result } = await record();
    assert.equal(await settled(result.queryEndpoint), "http://jaeger-payments.tracing.svc.cluster.local:16686");
  });
});
