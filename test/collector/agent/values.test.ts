import assert from "node:assert/strict";
import { type AgentConfigInput, agentConfig } from "../../../collector/agent/config";
import { at, objects, textOf, type Json, type JsonObject } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { agentValues } from "../../../collector/agent/values";
import { IMAGES } from "../../../contract/images";
import { agentMemory, GARBAGE_PERCENT } from "../../../settings/sizing/agent";
import { agentInput, OWN_IMAGE } from "../../harness/agentSettings";

const DURABLE = { ...OWN_IMAGE, delivery: "durable" } as const;

function valuesOf(input: AgentConfigInput, config = agentConfig(input)): JsonObject {
  return agentValues(config, requirements(config), input, IMAGES.collector);
}

function values(settings: Record<string, unknown> = {}, remoteWrite = {}, promise = {}): JsonObject {
  return valuesOf(agentInput(settings, remoteWrite, promise));
}

/** Every key below a value, at any depth. */
function keys(value: Json): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value as Record<string, Json>).flatMap(([key, item]) => [key, ...keys(item)]);
}

describe("values of the collector's chart", () => {
  it("run the pinned image as a DaemonSet named otel-agent", () => {
    const { mode, fullnameOverride, image } = values();
    assert.deepEqual([mode, `${textOf(fullnameOverride)}-agent`], ["daemonset", "otel-agent"]);
    assert.deepEqual(image, { ...IMAGES.collector, pullPolicy: "IfNotPresent" });
  });

  it("carry the whole configuration, in place of the chart's own", () => {
    const input = agentInput();
    const config = agentConfig(input);
    assert.equal(valuesOf(input, config)["alternateConfig"], config);
    assert.equal("config" in values(), false);
    assert.equal("presets" in values(), false);
  });

  it("start the image's own program, with no container before it", () => {
    assert.equal(at(values(), "command", "name"), undefined);
    assert.equal("initContainers" in values(), false);
    assert.equal("initContainers" in values({}, {}, DURABLE), false);
  });

  it("start the collector with the feature gates that the configuration needs", () => {
    assert.deepEqual(at(values(), "command", "extraArgs"), [
      "--feature-gates=exporter.prometheusremotewritexporter.RetryOn429",
      "--feature-gates=exporter.prometheusremotewritexporter.enableSendingRW2",
    ]);
  });

  it("open the ports of the configuration on the pod, none on the node and no NodePort", () => {
    const ports = values()["ports"] as Record<string, JsonObject>;
    const open = Object.entries(ports).filter(([, port]) => port["enabled"] === true);
    assert.deepEqual(
      open.map(([name, port]) => [name, port["containerPort"], port["hostPort"]]),
      [
        ["otlp", 4317, 0],
        ["otlp-http", 4318, 0],
        ["metrics", 8888, 0],
      ],
    );
    for (const name of ["jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin"]) {
      assert.deepEqual(ports[name], { enabled: false });
    }
    assert.ok(!keys(values()).includes("nodePort"));
  });

  it("bind the derived rights as otel-discoverer", () => {
    assert.deepEqual(values()["clusterRole"], {
      create: true,
      name: "otel-agent",
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] }],
      clusterRoleBinding: { name: "otel-discoverer" },
    });
  });

  it("fulfil the Pod Security Standard restricted, with a read-only root", () => {
    const pod = values()["podSecurityContext"];
    const container = values()["securityContext"];
    assert.equal(at(pod, "runAsNonRoot"), true);
    assert.deepEqual(at(pod, "seccompProfile"), { type: "RuntimeDefault" });
    assert.equal(at(container, "allowPrivilegeEscalation"), false);
    assert.equal(at(container, "readOnlyRootFilesystem"), true);
    assert.deepEqual(at(container, "capabilities"), { drop: ["ALL"] });
    for (const key of ["runAsUser", "runAsGroup"]) assert.equal(at(container, key), 10001);
    assert.equal(at(pod, "fsGroup"), 10001);
  });

  it("size the container by profile, with the queue's memory on top", () => {
    const { sizing, queue } = agentInput({ profile: "high" }, {}, OWN_IMAGE);
    const { memoryLimitMiB, goMemoryLimitMiB } = agentMemory(sizing, queue.memoryMiB);
    const high = values({ profile: "high" }, {}, OWN_IMAGE);
    assert.deepEqual(high["resources"], {
      requests: { cpu: "200m", memory: "256Mi" },
      limits: { cpu: "1000m", memory: `${memoryLimitMiB}Mi` },
    });
    assert.ok(memoryLimitMiB >= 1024 + queue.memoryMiB);
    assert.equal(high["useGOMEMLIMIT"], false);
    assert.deepEqual((high["extraEnvs"] as JsonObject[]).slice(-2), [
      { name: "GOMEMLIMIT", value: `${goMemoryLimitMiB}MiB` },
      { name: "GOGC", value: String(GARBAGE_PERCENT) },
    ]);
  });

  it("ask for the disk of a queue that the kubelet counts", () => {
    const { volumeMiB } = agentInput({}, {}, DURABLE).queue;
    const disk = `${volumeMiB + 128}Mi`;
    const onPod = values({}, {}, DURABLE)["resources"];
    assert.equal(at(onPod, "requests", "ephemeral-storage"), disk);
    assert.equal(at(onPod, "limits", "ephemeral-storage"), disk);
    const onNode = values({ queueVolume: "hostPath" }, {}, DURABLE)["resources"];
    assert.equal(at(onNode, "limits", "ephemeral-storage"), undefined);
  });

  it("put the queue where the settings say, within its size", () => {
    const volumes = (settings = {}, promise = {}) => values(settings, {}, promise)["extraVolumes"];
    const sizeLimit = `${agentInput({}, {}, DURABLE).queue.volumeMiB}Mi`;
    assert.deepEqual(volumes(), []);
    assert.deepEqual(volumes({}, DURABLE), [{ name: "queue", emptyDir: { sizeLimit } }]);
    assert.deepEqual(volumes({ queueVolume: "hostPath" }, DURABLE), [
      { name: "queue", hostPath: { path: "/var/lib/gke-telemetry/telemetry-test/test", type: "DirectoryOrCreate" } },
    ]);
    assert.deepEqual(values({}, {}, DURABLE)["extraVolumeMounts"], [{ name: "queue", mountPath: "/var/lib/otelcol" }]);
  });

  it("hand a folder of the node to the agent's user, with that right alone, and only such a folder", () => {
    const owners = (settings = {}) => objects(values(settings, { authentication: "basic" }, DURABLE)["initContainers"]);
    assert.deepEqual(owners(), []);
    const [owner] = owners({ queueVolume: "hostPath" });
    assert.match(IMAGES.busybox.tag, /musl/, "only a static busybox runs where no library is");
    assert.deepEqual((owner?.["command"] as string[]).at(-1), "chown 10001:10001 /var/lib/otelcol || true");
    assert.deepEqual(owner?.["volumeMounts"], [{ name: "queue", mountPath: "/var/lib/otelcol" }]);
    assert.deepEqual(at(owner, "securityContext", "capabilities"), { drop: ["ALL"], add: ["CHOWN"] });
  });

  it("replace agents one after the other on each node, as many nodes at once as the settings say", () => {
    assert.deepEqual(at(values(), "rollout", "rollingUpdate"), { maxUnavailable: "10%", maxSurge: 0 });
    assert.deepEqual(at(values({ maxUnavailable: 3 }), "rollout", "rollingUpdate", "maxUnavailable"), 3);
  });

  it("give an agent longer to end than one request to the store may take", () => {
    for (const promise of [{}, OWN_IMAGE])
      assert.ok(Number(values({}, {}, promise)["terminationGracePeriodSeconds"]) > 10);
  });

  it("probe the port of the health check", () => {
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      assert.deepEqual(at(values(), probe, "httpGet"), { path: "/", port: 13133 });
    }
  });

  it("run on every Linux node, tainted ones too, unless the settings say otherwise", () => {
    assert.deepEqual(values()["tolerations"], [{ operator: "Exists" }]);
    assert.deepEqual(values()["nodeSelector"], { "kubernetes.io/os": "linux" });
    const placed = values({
      nodeSelector: { pool: "apps" },
      tolerations: [{ key: "dedicated", value: "apps", effect: "NoSchedule" }],
      priorityClassName: "important",
    });
    assert.deepEqual(placed["nodeSelector"], { "kubernetes.io/os": "linux", pool: "apps" });
    assert.deepEqual(placed["tolerations"], [
      { key: "dedicated", operator: "Equal", value: "apps", effect: "NoSchedule" },
    ]);
    assert.equal(placed["priorityClassName"], "important");
  });

  it("use the node's network by setting alone, and then still find Services", () => {
    assert.equal(values()["hostNetwork"], false);
    assert.equal("dnsPolicy" in values(), false);
    assert.equal(values({ hostNetwork: true })["hostNetwork"], true);
    assert.equal(values({ hostNetwork: true })["dnsPolicy"], "ClusterFirstWithHostNet");
  });

  it("mount the credentials read-only where the exporter reads them, and only if there are any", () => {
    const named = (key: string, remoteWrite = {}) =>
      (values({}, remoteWrite)[key] as JsonObject[]).filter(({ name }) => name === "remote-write");
    assert.deepEqual(named("extraVolumes"), []);
    assert.deepEqual(named("extraVolumes", { authentication: "bearer" }), [
      {
        name: "remote-write",
        secret: { secretName: "remote-write-credentials", defaultMode: 0o440, optional: false },
      },
    ]);
    assert.deepEqual(named("extraVolumeMounts", { authentication: "bearer" }), [
      { name: "remote-write", mountPath: "/etc/otel/remote-write", readOnly: true },
    ]);
  });

  it("set no annotation for which the agents would be scraped twice", () => {
    assert.equal("podAnnotations" in values(), false);
  });

  it("are plain data without holes, which the engine could not know before it runs", () => {
    assert.deepEqual(JSON.parse(JSON.stringify(values())), values());
  });
});
