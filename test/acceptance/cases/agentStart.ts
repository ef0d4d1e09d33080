import assert from "node:assert/strict";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES, QUEUE_OWNER_CONTAINER, QUEUE_VOLUME } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { chartObjects } from "../stack/chart";
import { environment } from "../environment";
import { type RunningPod, runPod } from "../cluster/kubelet";
import type { KubernetesObject } from "../cluster/kubernetes";
import { createNodes, nextPodAddress, nodeAddress, NODE_OBJECTS } from "../cluster/nodes";
import { applyObjects, removeObjects } from "../cluster/objects";
import { planStack } from "../stack/plan";
import type { PodFields } from "../cluster/pods";
import { eventually } from "../../programs/processes";
import { podOf, workloadNamed } from "../cluster/workloads";

/** A store elsewhere that nobody reaches: what is collected stays in the queue. */
const STACK_FILE = `config:
  gke-telemetry:environment: acceptance
  gke-telemetry:cluster: { kind: existing, name: acceptance }
  gke-telemetry:delivery: durable
  gke-telemetry:collectorImage: { distribution: gke-telemetry }
  gke-telemetry:agent: { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1, queueVolume: hostPath }
  gke-telemetry:metrics: { kind: remote, url: "https://127.0.0.1:9/api/v1/push" }
  gke-telemetry:remoteWriteBearerToken: { secure: "v1:AAAAAAAAAAAAAAAA:AAAA" }
`;
const NODE = "acceptance-1";
const SECRET: KubernetesObject & { readonly stringData: object } = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: NAMES.remoteWriteSecret, namespace: "open-telemetry" },
  stringData: { "bearer-token": "a-token" },
};

describe("start of an agent's pod", () => {
  let objects: readonly KubernetesObject[] = [];
  let fields: PodFields;
  let agent: RunningPod | undefined;
  let folder: string;

  const start = async () => {
    const { server, programs, logs } = environment();
    agent = await runPod({ api: server.api, programs, folder, logs, hosts: {} }, fields);
    return agent;
  };
  const segments = () => {
    const volume = join(folder, fields.pod.metadata.name, "volumes", QUEUE_VOLUME);
    const names = readdirSync(volume, { recursive: true, encoding: "utf8" });
    return names.map((name) => join(volume, name)).filter((path) => path.endsWith(".blocks"));
  };
  const eventuallySegments = () =>
    eventually("what is collected is in files", 60, () => {
      const found = segments().filter((path) => statSync(path).size > 1000);
      assert.ok(found.length > 0);
      return found;
    });
  const damagedRecords = async () => {
    const metrics = await (await fetch(`http://${fields.podIP}:${PORTS.collectorMetrics}/metrics`)).text();
    return Number(/^otelcol_exporter_durable_remote_write_damaged_records_total\{.*\} (\d+)$/m.exec(metrics)?.[1]);
  };

  before(async () => {
    const { folder: temporary, programs, server } = environment();
    folder = join(temporary, "agent-start");
    const stackFile = join(temporary, "Pulumi.agent-start.yaml");
    writeFileSync(stackFile, STACK_FILE);
    const plan = await planStack("acceptance", join(temporary, "agent-start-plan"), stackFile);
    const chart = (await Promise.all(plan.charts.map((one) => chartObjects(one, programs.helm)))).flat();
    // The API server takes the pod only where the first two are there, and the pod mounts the third.
    const needed = plan.manifests.filter(({ kind }) => ["Namespace", "PriorityClass", "ConfigMap"].includes(kind));
    objects = [...NODE_OBJECTS, ...needed, SECRET, ...chart];
    await createNodes(server.api);
    await applyObjects(server, [...needed, SECRET, ...chart]);
    const daemonSet = workloadNamed(chart, "DaemonSet", NAMES.agentDaemonSet);
    const { body: pod } = await server.api.create(podOf(daemonSet, "agent-start", NODE));
    objects = [...objects, pod];
    fields = { pod, podIP: nextPodAddress(NODE), hostIP: nodeAddress(NODE) };
  });

  after(async () => {
    await agent?.process.stop();
    await removeObjects(environment().server, objects);
  });

  it("keeps what the store does not take on the node, in a folder that an init container gives it", async () => {
    const { pod } = await start();
    assert.deepEqual(
      pod.spec.initContainers?.map(({ name }) => name),
      [QUEUE_OWNER_CONTAINER],
    );
    await eventuallySegments();
    assert.equal(await damagedRecords(), 0);
  });

  it("ends when the kubelet asks, although the store is away", async () => {
    await agent?.process.stop(60);
    assert.equal(agent?.process.ended(), "ended with status 0");
  });

  it("runs with a queue that was damaged meanwhile, and counts what it leaves out", async () => {
    for (const file of segments()) writeFileSync(file, Buffer.alloc(statSync(file).size, "x"));
    await start();
    await eventually("the damage is counted", 30, async () => {
      assert.ok((await damagedRecords()) > 0);
    });
    await eventuallySegments();
  });
});
