import assert from "node:assert/strict";
import { type AgentConfigInput, agentConfig } from "../../../collector/agent/config";
import { at, textOf, type Json, type JsonObject } from "../../../collector/common/model";
import { requirements } from "../../../collector/requirements/requirements";
import { agentValues } from "../../../collector/agent/values";
import { IMAGES } from "../../../contract/images";
import { agentInput } from "../../harness/agentSettings";

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

  it("start the collector through the script that finds out whether its queue can be used", () => {
    assert.equal(at(values(), "command", "name"), "start/otelcol");
    const unqueued = agentConfig(agentInput());
    const direct = valuesOf(agentInput(), { ...unqueued, extensions: {} });
    assert.equal(at(direct, "command", "name"), undefined);
    assert.equal("initContainers" in direct, false);
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
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
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

  it("size the container by profile, with a queue in memory on top that the Go runtime knows nothing of", () => {
    const { volumeMiB } = agentInput({ profile: "high" }).queue;
    assert.deepEqual(values({ profile: "high" })["resources"], {
      requests: { cpu: "200m", memory: "256Mi" },
      limits: { cpu: "1000m", memory: `${1024 + volumeMiB}Mi` },
    });
    assert.equal(values()["useGOMEMLIMIT"], false);
    assert.deepEqual((values({ profile: "high" })["extraEnvs"] as JsonObject[]).at(-1), {
      name: "GOMEMLIMIT",
      value: "819MiB",
    });
  });

  it("ask for the disk of a queue that the kubelet counts", () => {
    const { volumeMiB } = agentInput({}, {}, { delivery: "durable" }).queue;
    const disk = `${volumeMiB + 128}Mi`;
    assert.deepEqual(values({}, {}, { delivery: "durable" })["resources"], {
      requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": disk },
      limits: { cpu: "500m", memory: "576Mi", "ephemeral-storage": disk },
    });
    const onNode = values({ queueVolume: "hostPath" }, {}, { delivery: "durable" });
    assert.deepEqual(at(onNode, "resources", "limits"), { cpu: "500m", memory: "576Mi" });
  });

  it("put the queue where the settings say, within its size", () => {
    const queueVolume = (settings = {}, promise = {}) =>
      (values(settings, {}, promise)["extraVolumes"] as JsonObject[]).find(({ name }) => name === "queue");
    const { volumeMiB } = agentInput().queue;
    const sizeLimit = `${volumeMiB}Mi`;
    assert.deepEqual(queueVolume(), { name: "queue", emptyDir: { medium: "Memory", sizeLimit } });
    assert.deepEqual(queueVolume({}, { delivery: "durable" }), { name: "queue", emptyDir: { sizeLimit } });
    assert.deepEqual(queueVolume({ queueVolume: "hostPath" }, { delivery: "durable" }), {
      name: "queue",
      hostPath: { path: "/var/lib/gke-telemetry/telemetry-test/test", type: "DirectoryOrCreate" },
    });
    assert.deepEqual(values()["extraVolumeMounts"], [
      { name: "queue", mountPath: "/var/lib/otelcol" },
      { name: "spare-queue", mountPath: "/var/lib/otelcol-spare" },
      { name: "start", mountPath: "/start", readOnly: true },
    ]);
  });

  it("keep a spare queue in memory, of a size that the container's limit holds", () => {
    const volumes = values({}, {}, { delivery: "durable" })["extraVolumes"] as JsonObject[];
    assert.deepEqual(
      volumes.find(({ name }) => name === "spare-queue"),
      { name: "spare-queue", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
    );
  });

  it("put the start script in place with a container that is as restricted as the agent's", () => {
    const [start, ...others] = values()["initContainers"] as JsonObject[];
    assert.deepEqual(others, []);
    assert.equal(start?.["image"], `${IMAGES.busybox.repository}:${IMAGES.busybox.tag}`);
    assert.match(IMAGES.busybox.tag, /musl/, "only a static busybox runs where no library is");
    assert.deepEqual(start["securityContext"], values()["securityContext"]);
    assert.deepEqual(start["volumeMounts"], [{ name: "start", mountPath: "/start" }]);
    assert.deepEqual(at(start, "resources", "limits"), { cpu: "100m", memory: "16Mi" });
  });

  it("hand a folder of the node to the agent's user, with that right alone, and only such a folder", () => {
    const owners = (settings = {}) =>
      (values(settings, { authentication: "basic" }, { delivery: "durable" })["initContainers"] as JsonObject[]).filter(
        ({ name }) => name === "queue-owner",
      );
    assert.deepEqual(owners(), []);
    const [owner] = owners({ queueVolume: "hostPath" });
    assert.deepEqual((owner?.["command"] as string[]).at(-1), "chown 10001:10001 /var/lib/otelcol || true");
    assert.deepEqual(owner?.["volumeMounts"], [{ name: "queue", mountPath: "/var/lib/otelcol" }]);
    assert.deepEqual(at(owner, "securityContext", "capabilities"), { drop: ["ALL"], add: ["CHOWN"] });
  });

  it("replace agents one after the other on each node, as many nodes at once as the settings say", () => {
    assert.deepEqual(at(values(), "rollout", "rollingUpdate"), { maxUnavailable: "10%", maxSurge: 0 });
    assert.deepEqual(at(values({ maxUnavailable: 3 }), "rollout", "rollingUpdate", "maxUnavailable"), 3);
  });

  it("give an agent longer to end than one request to the store may take", () => {
    assert.ok(Number(values()["terminationGracePeriodSeconds"]) > 10);
  });

  it("probe the port of the health check", () => {
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
      assert.deepEqual(at(values(), probe, "httpGet"), { path: "/", port: 13133 });
    }
  });

  it("run on every node, tainted ones too, unless the settings say otherwise", () => {
    assert.deepEqual(values()["tolerations"], [{ operator: "Exists" }]);
    assert.deepEqual(values()["nodeSelector"], {});
    const placed = values({
      nodeSelector: { pool: "apps" },
      tolerations: [{ key: "dedicated", value: "apps", effect: "NoSchedule" }],
      priorityClassName: "system-node-critical",
    });
    assert.deepEqual(placed["nodeSelector"], { pool: "apps" });
    assert.deepEqual(placed["tolerations"], [
      { key: "dedicated", operator: "Equal", value: "apps", effect: "NoSchedule" },
    ]);
    assert.equal(placed["priorityClassName"], "system-node-critical");
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
