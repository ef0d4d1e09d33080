/** Metrics that no library makes, through a planned agent: none of them costs others anything, and what is lost is told. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import { PORTS } from "../../../contract/ports";
import { temporaryFolder } from "../../../tools/files";
import { eventually, freePort, type ManagedProcess, startProcess } from "../../programs/processes";
import { findPrograms } from "../../programs/programs";
import { PrometheusApi } from "../../programs/prometheusApi";
import { scrapingAgent, type Writer, WRITER_NAMES } from "../../programs/scrapingAgent";
import { type Attributes, gauge, sendOtlp } from "../tenants/otlp";

/** What docs/reliability.md tells of histograms and summaries that are not whole. */
const PAGE = `# TYPE whole gauge
whole 1
# TYPE countless summary
countless{quantile="0.5"} 1
countless_sum 2
# TYPE buckets_alone histogram
buckets_alone_bucket{le="1"} 1
buckets_alone_bucket{le="+Inf"} 2
# TYPE containers_count summary
containers_count{quantile="0.5"} 1
containers_count_sum 9
containers_count_count 9
# TYPE halves histogram
halves_bucket{le="1"} 0.5
halves_bucket{le="+Inf"} 1.5
halves_sum 2
halves_count 1.5
`;

const STORED: Readonly<Record<string, number>> = {
  whole: 1,
  containers_count_sum: 9,
  containers_count_count: 9,
  'halves_bucket{le="1"}': 0,
  'halves_bucket{le="+Inf"}': 1,
  halves_sum: 2,
  halves_count: 1,
};

const many = (count: number): Attributes =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`a${at}`, "1"]));

const metrics = (...all: readonly object[]) => ({ resourceMetrics: [{ scopeMetrics: [{ metrics: all }] }] });

const now = () => `${Date.now()}000000`;

/** A delta exponential histogram with two observations from the bucket at `offset` on. */
const exponential = (scale: number, offset: number) =>
  metrics({
    name: "exponential",
    exponentialHistogram: {
      aggregationTemporality: 1,
      dataPoints: [{ timeUnixNano: now(), count: 2, scale, positive: { offset, bucketCounts: [1, 1] } }],
    },
  });

function histogram(bounds: number, exemplars: number): object {
  const point = {
    timeUnixNano: now(),
    count: 1,
    explicitBounds: Array.from({ length: bounds }, (_, at) => at),
    exemplars: Array.from({ length: exemplars }, (_, at) => ({ asDouble: at % bounds })),
  };
  return metrics({ name: "many_exemplars", histogram: { aggregationTemporality: 2, dataPoints: [point] } });
}

/** Seconds that a process has computed, whatever else the machine does. */
function computedSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/\(.*\) /, "")
    .split(" ");
  const [user, system] = fields.slice(12, 14);
  return (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

const TICKS_PER_SECOND = 100;

/** What a request of 8 MiB may take at most: to read it takes one or two. */
const LONGEST_SECONDS = 6;

/** Requests by what is odd about them. */
const REQUESTS: Readonly<Record<string, () => readonly unknown[]>> = {
  "buckets that lie far apart": () => [exponential(-4, -(2 ** 31)), exponential(-4, 2 ** 31 - 2)],
  "scales that lie far apart": () => [exponential(-4, 0), exponential(2 ** 31 - 1, 2 ** 31 - 2)],
  "a data point of many attributes": () => [gauge("many", 1, {}, many(180_000))],
  "a resource of many attributes": () => [gauge("many", 1, many(180_000))],
  "values of many megabytes": () =>
    Array.from({ length: 10 }, (_, at) => gauge("large", 1, {}, { text: "x".repeat(7 * 2 ** 20) + String(at) })),
  "many exemplars of many buckets": () => [histogram(8000, 300_000)],
};

for (const writer of WRITER_NAMES)
  describe(`odd metrics through an agent (${writer})`, () => {
    const folder = temporaryFolder("gke-telemetry-odd-");
    const address = `127.97.${process.pid & 255}.${WRITER_NAMES.indexOf(writer) + 1}`;
    const url = `http://${address}:${PORTS.otlpHttp}/v1/metrics`;
    const stops: (() => unknown)[] = [];
    let store: PrometheusApi;
    let agent: ManagedProcess;

    before(async function () {
      this.timeout(0);
      const programs = await findPrograms(["otelcol", "prometheus"]);
      const [port, pagePort] = [await freePort(), await freePort()];
      const server = createServer((_, response) => {
        response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(PAGE);
      }).listen(pagePort, "127.0.0.1");
      stops.push(() => server.close());
      const options = [`--storage.tsdb.path=${join(folder, "data")}`, `--web.listen-address=127.0.0.1:${port}`];
      writeFileSync(join(folder, "prometheus.yml"), "{}");
      const args = [
        `--config.file=${join(folder, "prometheus.yml")}`,
        "--web.enable-remote-write-receiver",
        ...options,
      ];
      const prometheus = startProcess("store", programs.prometheus!, args, { folder });
      stops.push(() => prometheus.stop());
      store = new PrometheusApi(`http://127.0.0.1:${port}`);
      await eventually("the store answers", 60, () => store.query("1"), [prometheus]);
      agent = startAgent(writer, programs.otelcol!, pagePort);
      stops.push(() => agent.stop());
    });

    after(async () => {
      for (const stop of stops.reverse()) await stop();
    });

    function startAgent(by: Writer, program: string, port: number): ManagedProcess {
      const queue = join(folder, "queue");
      mkdirSync(queue);
      const pods = [{ application: "odd", ip: "127.0.0.1", port }];
      const { config, args } = scrapingAgent(by, "2.0", { url: `${store.url}/api/v1/write`, queue, pods });
      const file = join(folder, "agent.json");
      writeFileSync(file, JSON.stringify(config));
      const environment = {
        MY_POD_IP: address,
        OTEL_K8S_NAMESPACE: "telemetry",
        OTEL_K8S_POD_NAME: "agent",
        [NODE_NAME_VARIABLE]: "node",
      };
      return startProcess("agent", program, [`--config=${file}`, ...args], { environment, folder });
    }

    it("are stored as the documentation tells, where a page has histograms and summaries that are not whole", async () => {
      await eventually(
        "the page is stored",
        60,
        async () => {
          const series = await store.query('{job="odd",__name__!~"up|scrape_.*"}');
          const found = series.map(({ labels: { __name__: name, le }, value }) => {
            const bound = le === undefined ? "" : `{le="${le.replace(/^1\.0$/, "1")}"}`;
            return [`${name}${bound}`, value] as const;
          });
          assert.deepEqual(Object.fromEntries(found), STORED);
        },
        [agent],
      );
    });

    for (const [what, requests] of Object.entries(REQUESTS))
      it(`cost no other sender anything: ${what}`, async () => {
        for (const body of requests()) {
          const before = computedSeconds(agent.pid);
          await sendOtlp("127.0.0.1", url, body);
          const computed = computedSeconds(agent.pid) - before;
          assert.ok(computed < LONGEST_SECONDS, `${computed} s`);
        }
        const name = `after_${what.replaceAll(" ", "_")}`;
        assert.equal(await sendOtlp("127.0.0.1", url, gauge(name, 1, {})), 200);
        await eventually(
          "what comes afterwards is stored",
          20,
          async () => {
            assert.equal((await store.query(name)).length, 1);
          },
          [agent],
        );
      });

    it("have labels that are as short as those of a page", async () => {
      const large = await store.query('{__name__=~"large|many"}');
      assert.ok(large.length > 0);
      for (const { labels } of large) {
        assert.ok(Object.keys(labels).length < 80, String(Object.keys(labels).length));
        for (const value of Object.values(labels)) assert.ok(value.length <= 2048, String(value.length));
      }
    });
  });
