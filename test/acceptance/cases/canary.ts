/** Whether a canary is halted that needs more CPU, and an equal one let through: real agents, a real store. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { NAMES, NAMESPACES } from "../../../contract/names";
import type { AgentThere } from "../../../tools/canary/agents";
import { type CanaryReport, canaryReport } from "../../../tools/canary/report";
import { certifiedOf } from "../../../tools/certificate/certified";
import { eventually } from "../../programs/processes";
import { podObject } from "../applications/tenantPods";
import { startTarget } from "../applications/targets";
import { reportStatus, runPod } from "../cluster/kubelet";
import { nextPodAddress, nodeAddress, type NodeName, NODES } from "../cluster/nodes";
import type { Pod } from "../cluster/pods";
import { podOf, workloadNamed } from "../cluster/workloads";
import { environment } from "../environment";
import { lookAt } from "../tenants/look";
import { NODE, Tenants } from "../tenants/tenants";

const INTERVAL_SECONDS = 2;
const TARGETS = 3;
const SERIES = 1000;
const COMPARED_SECONDS = 40;
/** After which a canary is looked at: `npm run canary` waits longer, for agents with hundreds of targets. */
const SETTLE_SECONDS = 20;
/** Of which a canary's first seconds are not counted. */
const NOT_COUNTED_SECONDS = 90;

const BURNING = "acceptance-burning" as NodeName;
const EQUAL = NODES[1];

/** Work for each sample that changes none. */
const BURN = Array.from(
  { length: 80 },
  (_, index) =>
    `set(datapoint.attributes["id"], "") where IsMatch(datapoint.attributes["id"], "^(?:[a-z]+-)+x[0-9]*${index}-.*end$")`,
);

interface Configuration {
  readonly processors: Record<string, unknown>;
  readonly service: { readonly pipelines: Record<string, { processors?: string[] }> };
}

/** A configuration with costly rules, as somebody might try on a canary. */
function burning(text: string): string {
  const config = parse(text) as Configuration;
  config.processors["transform/burn"] = { metric_statements: BURN.map((statement) => ({ statements: [statement] })) };
  for (const [name, pipeline] of Object.entries(config.service.pipelines))
    if (name.startsWith("metrics")) pipeline.processors = [...(pipeline.processors ?? []), "transform/burn"];
  return stringify(config, { aliasDuplicateObjects: false });
}

const PAGE = Array.from({ length: SERIES }, (_, index) => `work_done{id="some-thing-x${index}"} 1\n`).join("");

describe("a canary of the agents", function () {
  this.timeout(300_000);
  let tenants: Tenants;
  let started = 0;
  const stops: (() => Promise<unknown>)[] = [];

  /** An agent with another configuration, on a node of its own. */
  async function startBurning(): Promise<void> {
    const { server, programs, folder, logs } = environment();
    const { api } = server;
    const node = { apiVersion: "v1", kind: "Node", metadata: { name: BURNING } };
    const mounted = tenants.agent.pod.spec.volumes?.find(({ configMap }) => configMap)?.configMap?.name ?? "";
    const path = `/api/v1/namespaces/${NAMESPACES.agent}/configmaps/${mounted}`;
    const { data } = await api.get<{ data: { relay: string } }>(path);
    const metadata = { name: `${mounted}-burning`, namespace: NAMESPACES.agent };
    const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata, data: { relay: burning(data.relay) } };
    await tenants.apply([node, configMap]);
    const daemonSet = workloadNamed(tenants.objects, "DaemonSet", NAMES.agentDaemonSet);
    const template = JSON.parse(
      JSON.stringify(podOf(daemonSet, "burning", BURNING)).replaceAll(`"${mounted}"`, `"${metadata.name}"`),
    ) as Pod;
    const { body: pod } = await api.create(template);
    tenants.objects.push(pod);
    const context = { api, programs, folder: join(folder, "burning"), logs, hosts: {} };
    const { process } = await runPod(context, { pod, podIP: nextPodAddress(NODE), hostIP: nodeAddress(NODE) });
    stops.push(() => process.stop());
  }

  async function startTargets(node: NodeName): Promise<void> {
    const { api } = environment().server;
    const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": "8080" };
    for (let index = 0; index < TARGETS; index += 1) {
      const { body: pod } = await api.create(
        podObject({ name: `work-${node}-${index}`, namespace: "work", node, annotations }),
      );
      tenants.objects.push(pod);
      const podIP = nextPodAddress(NODE);
      await reportStatus(api, { pod, podIP, hostIP: nodeAddress(NODE) }, "Running");
      const target = await startTarget({ address: podIP, port: 8080, metrics: () => PAGE, clients: () => [] });
      stops.push(() => target.stop());
    }
  }

  before(async () => {
    tenants = await Tenants.start({
      distribution: "gke-telemetry",
      nodes: NODES,
      agent: {
        debugExporter: false,
        scrapeIntervalSeconds: INTERVAL_SECONDS,
        scrapeTimeoutSeconds: INTERVAL_SECONDS,
        samplesPerPod: 2 * SERIES,
      },
    });
    await tenants.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: "work" } }]);
    await startBurning();
    for (const node of [...NODES, BURNING]) await startTargets(node);
    await eventually("every target is scraped", 90, async () => {
      const up = await tenants.store.query(`up{k8s_namespace_name="work"} == 1`);
      assert.equal(up.length, TARGETS * 3);
    });
    started = Date.now() / 1000;
    await sleep((SETTLE_SECONDS + COMPARED_SECONDS) * 1000);
  });

  after(async () => {
    for (const stop of stops.splice(0)) await stop();
    await (tenants as Tenants | undefined)?.stop();
  });

  /** The report where the agent of a node is the canary, and that of another one is not. */
  async function compared(canary: NodeName): Promise<CanaryReport> {
    const agents = [canary, NODE].map((node): AgentThere => ({
      name: `agent-${node}`,
      node,
      isCanary: node === canary,
      isReady: true,
      created: started + SETTLE_SECONDS - NOT_COUNTED_SECONDS,
      restarts: 0,
    }));
    const store = await (await lookAt(tenants)).store();
    const asked = {
      ...certifiedOf(tenants.settings),
      minutes: COMPARED_SECONDS / 60,
      intervalSeconds: INTERVAL_SECONDS,
    };
    return canaryReport(store, agents, asked, Date.now() / 1000);
  }

  const cpuOf = ({ figures }: CanaryReport) => figures.find(({ name }) => name === "CPU per sample");

  it("that does more work for each sample is halted, for its CPU", async () => {
    const report = await compared(BURNING);
    const cpu = cpuOf(report);
    assert.equal(cpu?.verdict, "worse", JSON.stringify(report));
    assert.ok((cpu.canary ?? 0) > 1.5 * (cpu.others?.high ?? 0), JSON.stringify(cpu));
    assert.equal(report.verdict, "worse");
    assert.equal(report.loss.verdict, "equal", JSON.stringify(report.loss));
  });

  it("that is equal is let through", async () => {
    await eventually("the equal canary is let through", 60, async () => {
      const report = await compared(EQUAL);
      assert.ok(["equal", "better"].includes(report.verdict), JSON.stringify(report));
      assert.notEqual(cpuOf(report)?.verdict, "unknown");
    });
  });
});
