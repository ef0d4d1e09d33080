import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NAMES } from "../../../contract/names";
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
  gke-telemetry:agent: { scrapeIntervalSeconds: 1, scrapeTimeoutSeconds: 1 }
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
  const queueFiles = () => {
    const volume = join(folder, fields.pod.metadata.name, "volumes", "queue");
    const names = readdirSync(volume, { recursive: true, encoding: "utf8" });
    return names.map((name) => join(volume, name)).filter((path) => statSync(path).isFile());
  };
  const queueState = async () => {
    const metrics = await (await fetch(`http://${fields.podIP}:8888/metrics`)).text();
    return /^otelcol_process_uptime_seconds_total\{.*queue_state="([a-z]*)"/m.exec(metrics)?.[1];
  };

  before(async () => {
    const { folder: temporary, programs, server } = environment();
    folder = join(temporary, "agent-start");
    const stackFile = join(temporary, "Pulumi.agent-start.yaml");
    writeFileSync(stackFile, STACK_FILE);
    const plan = await planStack("acceptance", join(temporary, "agent-start-plan"), stackFile);
    const chart = (await Promise.all(plan.charts.map((one) => chartObjects(one, programs.helm)))).flat();
    const namespaces = plan.manifests.filter(({ kind }) => kind === "Namespace");
    objects = [...NODE_OBJECTS, ...namespaces, SECRET, ...chart];
    await createNodes(server.api);
    await applyObjects(server, [...namespaces, SECRET, ...chart]);
    const daemonSet = workloadNamed(chart, "DaemonSet", NAMES.agentDaemonSet);
    const { body: pod } = await server.api.create(podOf(daemonSet, "agent-start", NODE));
    objects = [...objects, pod];
    fields = { pod, podIP: nextPodAddress(NODE), hostIP: nodeAddress(NODE) };
  });

  after(async () => {
    await agent?.process.stop();
    await removeObjects(environment().server, objects);
  });

  it("runs the collector through the script that a container before it has put there", async () => {
    const { pod } = await start();
    assert.deepEqual(
      pod.spec.initContainers?.map(({ name }) => name),
      ["start"],
    );
    assert.equal(await queueState(), "normal");
  });

  it("comes to an end with it, when the kubelet asks", async () => {
    await agent?.process.stop(60);
    assert.equal(agent?.process.ended(), "ended with status 0");
  });

  it("puts a new queue in the place of a damaged one", async () => {
    const files = queueFiles();
    assert.equal(files.length, 1);
    writeFileSync(files[0]!, "no database");
    await start();
    assert.equal(await queueState(), "replaced");
    await eventually("the queue takes what is collected", 30, () => {
      assert.ok(queueFiles().some((file) => readFileSync(file).length > 16_384));
    });
  });
});
