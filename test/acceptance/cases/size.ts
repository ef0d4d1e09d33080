/** What the command size says of a running stack, beside what the system and Prometheus itself say of it. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseSettings } from "../../../settings/parse";
import { liveCluster, type LiveCluster } from "../../../tools/live/cluster";
import { adviceOf, GROWTH } from "../../../tools/size/live/advice";
import { type Live, readLive } from "../../../tools/size/live/read";
import { eventually } from "../../programs/processes";
import { kubeconfigOf } from "../claimants/claimants";
import { APPLICATION_NAMESPACE } from "../applications/applications";
import { startTarget } from "../applications/targets";
import { podObject } from "../applications/tenantPods";
import { reportStatus } from "../cluster/kubelet";
import { nextPodAddress, nodeAddress, NODES } from "../cluster/nodes";
import { environment, onStop } from "../environment";
import { type RunningStack, runningStack, STACK } from "../stack/runningStack";

/** The range of which the command counts samples. */
const COUNTED = "10m";

/** Seconds for which the stack runs with that pod before it is asked about. */
const SETTLED_SECONDS = 60;

/** Part by which a figure may differ from the truth of another moment. */
const TOLERANCE = 0.3;

function assertNear(said: number, truth: number, what: string): void {
  assert.ok(Math.abs(said - truth) <= TOLERANCE * truth, `${what}: ${said} is said, and it is ${truth}`);
}

/** Resident memory of a process, in MiB. */
function residentMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
}

/** A pod with many samples that are scraped four times as seldom as the stack's own. */
const SLOW_POD = "slow";
const SLOW_SAMPLES = 5000;

async function startSlowPod(): Promise<void> {
  const { api } = environment().server;
  const annotations = {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": "8080",
    "prometheus.io/interval": "1m",
  };
  const namespace = APPLICATION_NAMESPACE;
  const { body: pod } = await api.create(podObject({ name: SLOW_POD, namespace, node: NODES[0], annotations }));
  onStop(() => api.delete(pod));
  const podIP = nextPodAddress(NODES[0]);
  await reportStatus(api, { pod, podIP, hostIP: nodeAddress(NODES[0]) }, "Running");
  const page = Array.from({ length: SLOW_SAMPLES }, (_, index) => `slow_items{of="${index}"} 1\n`).join("");
  const target = await startTarget({ address: podIP, port: 8080, metrics: () => page, clients: () => [] });
  onStop(() => target.stop());
}

describe("what of a running stack is too big and too small", () => {
  let stack: RunningStack;
  let live: LiveCluster;
  let found: Live;
  let storedOfNodes: ReadonlyMap<string, number>;

  const query = async (expression: string) => stack.prometheus.query(expression);

  /**
   * Samples/s that are stored of each node, in the same ten minutes: of these the stack may have run for less, with
   * another load than now.
   */
  async function storedRates(): Promise<ReadonlyMap<string, number>> {
    const series = await stack.prometheus.samples(`{__name__=~".+"}[${COUNTED}]`);
    const times = series.flatMap(({ labels, timestamps }) => (labels["__name__"] === "up" ? timestamps : []));
    const seconds = Math.max(...times) - Math.min(...times);
    const rates = new Map<string, number>();
    for (const { labels, timestamps } of series) {
      const node = labels["k8s_node_name"] ?? "";
      rates.set(node, (rates.get(node) ?? 0) + timestamps.length / seconds);
    }
    return rates;
  }

  before(async function () {
    this.timeout(600_000);
    stack = await runningStack();
    const { folder, server } = environment();
    const kubeconfig = join(folder, "size-kubeconfig.json");
    writeFileSync(kubeconfig, kubeconfigOf(server.api.access), { mode: 0o600 });
    live = await liveCluster({ stack: STACK, kubeconfig });
    await startSlowPod();
    await eventually("samples of both agents and of the pod are stored", 180, async () => {
      assert.equal((await query(`up{job="otel-agent"}`)).length, NODES.length);
      assert.equal((await query(`up{k8s_pod_name="${SLOW_POD}"} == 1`)).length, 1);
    });
    await sleep(SETTLED_SECONDS * 1000);
    found = await readLive(live);
    storedOfNodes = await storedRates();
  });

  it("begins with what is there", async () => {
    const { nodes, pods, annotatedPods, measured, unseen } = found;
    assert.deepEqual(unseen, []);
    assert.equal(nodes, NODES.length);
    const list = await environment().server.api.get<{
      items: { metadata: { annotations?: Record<string, string> }; status: { phase: string } }[];
    }>("/api/v1/pods");
    assert.equal(pods, list.items.length);
    const annotated = list.items.filter(
      ({ metadata, status }) => metadata.annotations?.["prometheus.io/scrape"] === "true" && status.phase === "Running",
    );
    assert.equal(annotatedPods, annotated.length);
    assert.ok(measured);
    assert.equal(measured.targets, (await query("up")).length);
    const { headStats } = await stack.prometheus.get<{ headStats: { numSeries: number } }>("/api/v1/status/tsdb");
    assertNear(measured.series, headStats.numSeries, "series");
  });

  it("has the rate of samples that are stored, whatever intervals pods ask for", () => {
    const { measured } = found;
    assert.ok(measured);
    const stored = [...storedOfNodes.values()].reduce((sum, rate) => sum + rate, 0);
    assertNear(measured.samplesPerSecond, stored, "samples/s");
    const ofNodes = NODES.map((node) => storedOfNodes.get(node) ?? 0);
    assertNear(measured.busiestNode, Math.max(...ofNodes), "samples/s of the busiest node");
  });

  it("has the memory of the processes", () => {
    const agents = NODES.map((node) => residentMiB(stack.agents[node].process.pid));
    assertNear(found.measured?.agentMiB ?? 0, Math.max(...agents), "memory of the largest agent in MiB");
  });

  /** What is said of a stack that is sized for so many times the rate that a node has. */
  function said(times: number, maxNodes: number = NODES.length): Map<string, string> {
    const rate = Math.ceil((found.measured?.busiestNode ?? 0) * times);
    const settings = parseSettings({
      environment: "local",
      cluster: { kind: "existing", name: "local", maxNodes },
      agent: { profile: "low", samplesPerSecond: rate, scrapeIntervalSeconds: 15 },
    });
    return new Map(adviceOf(settings, found).map(({ what, verdict }) => [what, verdict]));
  }

  it("is true of stacks that are sized for less, for enough and for much more", () => {
    const rate = "samples/s of the busiest node";
    assert.equal(said(0.5).get(rate), "too small");
    assert.equal(said(GROWTH + 0.1).get(rate), "fits");
    assert.equal(said(10).get(rate), "too big");
    assert.equal(said(GROWTH, 1).get("nodes"), "too small");
    assert.equal(said(GROWTH, NODES.length).get("nodes"), "fits");
    assert.equal(said(GROWTH, 20).get("nodes"), "too big");
  });

  it("is not said any more of what it proposes", () => {
    assert.ok(live.plan);
    const { settings } = live.plan;
    const advice = adviceOf(settings, found);
    const rate = advice.find(({ what }) => what.startsWith("samples/s"));
    assert.equal(rate?.verdict, "too big", JSON.stringify(advice));
    const proposed = Number(/agent\.samplesPerSecond: (\d+)$/.exec(rate.fix ?? "")?.[1]);
    const agent = { ...settings.agent, samplesPerSecond: proposed };
    const mended = adviceOf({ ...settings, agent }, found);
    assert.deepEqual(
      mended.filter(({ verdict }) => verdict !== "fits"),
      [],
    );
  });
});
