import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseSettings } from "../../../settings/parse";
import type { LiveCluster } from "../../../tools/live/cluster";
import { planStack } from "../../../tools/plan/plan";
import { adviceOf } from "../../../tools/size/live/advice";
import { type Live, readLive } from "../../../tools/size/live/read";
import { liveLines } from "../../../tools/size/output";
import { liveLoad } from "../../../tools/size/report";
import { promqlNames } from "../../monitoring/promqlNames";
import { kubeconfigOf } from "../../lease/apiServer";

const MEASURED = {
  ...{ samplesPerSecond: 900, busiestNode: 600, series: 27_000, targets: 60, targetsOfBusiestNode: 40 },
  ...{ agentMiB: 131, agentMillicores: 9, store: { memoryMiB: 300, diskMiB: 900 } },
};

const settingsWith = (agent: object, maxNodes = 3) =>
  parseSettings({ environment: "prod", cluster: { kind: "existing", name: "shop", maxNodes }, agent });

const verdicts = (agent: object, live: Live, maxNodes?: number) =>
  Object.fromEntries(adviceOf(settingsWith(agent, maxNodes), live).map(({ what, verdict }) => [what, verdict]));

describe("what of a running stack is too big and too small", () => {
  const live: Live = { nodes: 3, measured: MEASURED, unseen: [] };
  const rate = "samples/s of the busiest node";

  it("is said of the rate for which agents are sized, with room for growth", () => {
    assert.equal(verdicts({ samplesPerSecond: 600 }, live)[rate], "too small");
    assert.equal(verdicts({ samplesPerSecond: 900 }, live)[rate], "fits");
    assert.equal(verdicts({ samplesPerSecond: 1800 }, live)[rate], "fits");
    const [, big] = adviceOf(settingsWith({ samplesPerSecond: 6000 }), live);
    assert.equal(big!.verdict, "too big");
    assert.match(big!.text, /600 samples\/s measured, sized for 6,000, 6\.7 times what it needs/);
    assert.equal(big!.fix, "gke-telemetry:agent.samplesPerSecond: 900");
  });

  it("is said of the nodes for which the store is sized, and of its memory", () => {
    assert.equal(verdicts({ samplesPerSecond: 900 }, { ...live, nodes: 5 })["nodes"], "too small");
    assert.equal(verdicts({ samplesPerSecond: 900 }, live, 50)["memory of Prometheus"], "too big");
    const large = { ...live, measured: { ...MEASURED, store: { memoryMiB: 3000, diskMiB: 90_000 } } };
    const found = verdicts({ samplesPerSecond: 900 }, large);
    assert.equal(found["memory of Prometheus"], "too small");
    assert.equal(found["volume of Prometheus"], "too small");
  });

  it("has the forecast beside what is measured", () => {
    const lines = liveLines(live, adviceOf(settingsWith({ samplesPerSecond: 900 }), live), process.stdout).join("\n");
    assert.match(lines, /busiest agent: 131 MiB, forecast \d+ \([+−]\d+ %\); 9 millicores, forecast \d+ /);
    assert.match(lines, /^There is: 3 nodes, 60 targets, 27,000 series, 900 samples\/s$/m);
  });

  it("gives the load to size for, unless another is asked for", () => {
    assert.deepEqual(liveLoad(live, { outageMinutes: 5 }), {
      ...{ nodes: 3, samplesPerSecond: 1350, busiestNode: 900, targets: 60, outageMinutes: 5 },
    });
    assert.equal(liveLoad(live, { samplesPerSecond: 7 }).samplesPerSecond, 7);
  });
});

describe("what is there", () => {
  let server: Server;
  let answers: Record<string, unknown>;
  let asked: string[];

  before(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const query = new URLSearchParams(body).get("query") ?? "";
        if (query !== "") asked.push(query);
        const [found] = Object.entries(answers).filter(([key]) => (query === "" ? path === key : query.includes(key)));
        response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
        const value = found?.[1];
        const vector = { resultType: "vector", result: [{ metric: {}, value: [0, String(value)] }] };
        response.end(
          found || query === ""
            ? JSON.stringify(query === "" ? (value ?? {}) : { status: "success", data: vector })
            : "",
        );
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const pod = (annotations: object, phase = "Running") => ({ metadata: { annotations }, status: { phase } });

  async function cluster(): Promise<LiveCluster> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { settings, ...plan } = await planStack("test", {
      values: {
        "gke-telemetry:environment": "prod",
        "gke-telemetry:cluster": '{"kind":"existing","name":"shop"}',
        "gke-telemetry:metrics": JSON.stringify({ kind: "remote", url: `${url}/api/v1/write` }),
      },
      secretKeys: [],
    });
    assert.ok(settings);
    return { name: "shop", access: { kubeconfig: kubeconfigOf(url) }, plan: { ...plan, settings } };
  }

  beforeEach(() => {
    asked = [];
    answers = {
      "/api/v1/nodes": {
        items: [
          { metadata: { labels: { "kubernetes.io/os": "linux" } } },
          { metadata: {} },
          { metadata: { labels: { "kubernetes.io/os": "windows" } } },
        ],
      },
      "/api/v1/pods": {
        items: [
          pod({ "prometheus.io/scrape": "true" }),
          pod({ "prometheus.io/scrape": "true" }, "Succeeded"),
          pod({ "prometheus.io/scrape": "false" }),
        ],
      },
    };
  });

  it("is counted in the cluster and asked of the store", async () => {
    Object.assign(answers, {
      "max(sum by": 400,
      "sum(sum by": 1000,
      "count(up": 50,
      "max(count by": 20,
      "sum(scrape_": 15_000,
      "vector(0)": 0,
      otelcol_process_cpu_seconds_total: 0.009,
      otelcol_process_memory_rss_bytes: 128 * 1024 ** 2,
    });
    const { nodes, pods, annotatedPods, measured, unseen } = await readLive(await cluster());
    assert.deepEqual(unseen, []);
    assert.deepEqual({ nodes, pods, annotatedPods }, { nodes: 2, pods: 3, annotatedPods: 1 });
    assert.equal(measured?.samplesPerSecond, 1000);
    assert.equal(measured.busiestNode, 400);
    assert.equal(measured.agentMiB, 128);
    assert.equal(measured.store, undefined);
    for (const query of asked) {
      const own = query.match(/k8s_cluster_name="shop",deployment_environment="prod"/g)?.length ?? 0;
      assert.equal(own, promqlNames(query).metrics.length, `a store has other stacks too: ${query}`);
    }
    assert.ok(
      asked.every((query) => !query.includes("prometheus_tsdb")),
      "a store elsewhere has no metrics of its own",
    );
  });

  it("is told as not seen where it cannot be asked, and the rest goes on", async () => {
    const { nodes, measured, unseen } = await readLive(await cluster());
    assert.equal(nodes, 2);
    assert.equal(measured, undefined);
    assert.match(unseen.join("\n"), /^the store: The store answers with status 404/);
  });

  it("is not made up where nothing can be read", async () => {
    const away = { ...(await cluster()), access: { kubeconfig: kubeconfigOf("http://127.0.0.1:1") } };
    await assert.rejects(
      readLive(away),
      /^Error: Nothing of the cluster can be read, .*:\nNodes: .*\nPods: .*\nthe store: /,
    );
  });
});
