/**
 * Pages of exporters through an agent, beside a Prometheus that scrapes the same pages itself. Pages of node exporter
 * and Prometheus are recorded; the others are written in the shape of the exporter that they are named after.
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import { temporaryFolder } from "../../../tools/files";
import { scrapingAgent, type Writer } from "../../programs/scrapingAgent";
import { eventually, freePort, type ManagedProcess, startProcess } from "../../programs/processes";
import { type Programs, findPrograms } from "../../programs/programs";
import { pages, startPages } from "../applications/pages";
import { type Labels, PrometheusApi, type Series } from "../../programs/prometheusApi";

/** What an agent adds to every series; a label of the page with such a name is stored as `exported_…`. */
const ADDED = /^(collector|deployment_environment|k8s_[a-z]+_name)$/;

/** Series about the scrape, of which the agent has more. */
const OF_SCRAPE = /^(up|scrape_.*)$/;

const entriesOf = (labels: Labels) => Object.entries(labels);

/** A series as text, so that lists of them can be compared. */
function written({ labels, value }: Series): string {
  return `${JSON.stringify(entriesOf(labels).sort())} ${value}`;
}

function throughAgent({ labels, value }: Series): Series {
  return { labels: Object.fromEntries(entriesOf(labels).filter(([name]) => !ADDED.test(name))), value };
}

function scrapedDirectly({ labels, value }: Series): Series {
  const renamed = entriesOf(labels).map(([name, text]) => [ADDED.test(name) ? `exported_${name}` : name, text]);
  return { labels: Object.fromEntries(renamed) as Labels, value };
}

async function seriesOf(api: PrometheusApi, page: string): Promise<Series[]> {
  const all = await api.query(`{job="${page}"}`);
  return all.filter(({ labels }) => !OF_SCRAPE.test(labels["__name__"] ?? ""));
}

/** Name of the series, labels and value of each exemplar. */
async function exemplarsOf(api: PrometheusApi): Promise<string[]> {
  interface Exemplars {
    readonly seriesLabels: Labels;
    readonly exemplars: readonly { readonly labels: Labels; readonly value: string }[];
  }
  const query = encodeURIComponent('{job="applications"}');
  const now = Date.now() / 1000;
  const all = await api.get<Exemplars[]>(`/api/v1/query_exemplars?query=${query}&start=${now - 600}&end=${now + 600}`);
  const texts = all.flatMap(({ seriesLabels, exemplars }) =>
    exemplars.map(({ labels, value }) => JSON.stringify([seriesLabels["__name__"], labels, value])),
  );
  return [...new Set(texts)].sort();
}

/** Who stores the pages, and in what way otherwise than Prometheus does it. */
interface Column {
  readonly title: string;
  readonly writer: Writer;
  readonly version: "1.0" | "2.0";
  /** The name and the labels under which it stores a series. */
  readonly stores: (entry: [string, string]) => [string, string];
  readonly storesExemplars?: true;
}

/** Of two types of OpenMetrics contrib's exporter keeps the family's name alone, as the receiver gives it. */
function asContribDoes([label, text]: [string, string]): [string, string] {
  const isName = label === "__name__";
  return [label, isName ? text.replace(/^build_info$/, "build").replace(/^(queue_age)_bucket$/, "$1") : text];
}

/** With remote write 1.0 it knows no UTF-8, and of several underscores in a label's name it leaves one. */
function asContribDoesWith1([label, text]: [string, string]): [string, string] {
  if (label === "__name__") return asContribDoes([label, text.replace(/[^a-zA-Z0-9_:]+/g, "_")]);
  return [label.replace(/[^a-zA-Z0-9]+/g, "_"), text];
}

const COLUMNS: readonly Column[] = [
  {
    title: "the project's exporter",
    writer: "durable",
    version: "2.0",
    stores: (entry) => entry,
    storesExemplars: true,
  },
  { title: "contrib's exporter with remote write 2.0", writer: "contrib", version: "2.0", stores: asContribDoes },
  { title: "contrib's exporter with remote write 1.0", writer: "contrib", version: "1.0", stores: asContribDoesWith1 },
];

/** The receiver takes the start of a series of OpenMetrics out of the page, and keeps no series of it. */
const isStart = (series: Series) =>
  series.labels["job"] === "applications" && series.labels["__name__"]?.endsWith("_created");

/** The series that a column stores of one that Prometheus stores. Two labels that become one are joined. */
function storedBy({ stores }: Column, { labels, value }: Series): Series {
  const joined: Record<string, string> = {};
  for (const [label, text] of entriesOf(labels).sort().map(stores))
    joined[label] = joined[label] === undefined ? text : `${joined[label]};${text}`;
  return { labels: joined, value };
}

/** Contrib's exporter writes `le="1"` where Prometheus has `le="1.0"`, and no exponents: as numbers they are the same. */
function withNumericBounds({ labels, value }: Series): Series {
  const isBound = (label: string, text: string) => ["le", "quantile"].includes(label) && Number.isFinite(Number(text));
  const entries = entriesOf(labels).map(([label, text]): [string, string] => [
    label,
    isBound(label, text) ? String(Number(text)) : text,
  ]);
  return { labels: Object.fromEntries(entries), value };
}

describe("recorded expositions", () => {
  const folder = temporaryFolder("gke-telemetry-expositions-");
  const stops: (() => unknown)[] = [];
  let programs: Partial<Programs>;
  let pagePort: number;
  let direct: PrometheusApi;

  async function startPrometheus(name: string, scrapes: readonly object[]): Promise<PrometheusApi> {
    const port = await freePort();
    const config = join(folder, `${name}.json`);
    writeFileSync(
      config,
      JSON.stringify({ global: { scrape_interval: "1s", scrape_timeout: "1s" }, scrape_configs: scrapes }),
    );
    const args = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, name)}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const running = startProcess(
      name,
      programs.prometheus!,
      [...args, "--web.enable-remote-write-receiver", "--enable-feature=exemplar-storage"],
      {
        folder,
      },
    );
    stops.push(() => running.stop());
    const api = new PrometheusApi(`http://127.0.0.1:${port}`);
    await eventually(`${name} answers`, 60, () => api.query("1"), [running]);
    return api;
  }

  function startAgent(index: number, { writer, version }: Column, store: string): ManagedProcess {
    const queue = join(folder, `queue-${index}`);
    mkdirSync(queue);
    const pods = pages.map(({ name }) => ({ application: name, ip: "127.0.0.1", port: pagePort, path: `/${name}` }));
    const { config, args } = scrapingAgent(writer, version, { url: `${store}/api/v1/write`, queue, pods });
    const file = join(folder, `agent-${index}.json`);
    writeFileSync(file, JSON.stringify(config));
    const environment = {
      MY_POD_IP: `127.96.${process.pid & 255}.${index + 1}`,
      OTEL_K8S_NAMESPACE: "telemetry",
      OTEL_K8S_POD_NAME: "agent",
      [NODE_NAME_VARIABLE]: "node",
    };
    const agent = startProcess(`agent-${index}`, programs.otelcol!, [`--config=${file}`, ...args], {
      environment,
      folder,
    });
    stops.push(() => agent.stop());
    return agent;
  }

  before(async function () {
    this.timeout(0);
    programs = await findPrograms(["otelcol", "prometheus"]);
    pagePort = await freePort();
    const server = await startPages(pagePort);
    stops.push(() => server.close());
    const scrapes = pages.map(({ name }) => ({
      job_name: name,
      metrics_path: `/${name}`,
      honor_timestamps: false,
      static_configs: [{ targets: [`127.0.0.1:${pagePort}`] }],
    }));
    direct = await startPrometheus("direct", scrapes);
  });

  after(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  for (const [index, column] of COLUMNS.entries()) {
    describe(`that ${column.title} writes`, () => {
      let store: PrometheusApi;
      let agent: ManagedProcess;

      before(async () => {
        store = await startPrometheus(`store-${index}`, []);
        agent = startAgent(index, column, store.url);
      });

      after(() => agent.stop());

      if (column.storesExemplars)
        it("have their exemplars", async () => {
          await eventually("the exemplars are those that Prometheus has", 30, async () => {
            const expected = await exemplarsOf(direct);
            assert.equal(expected.length, 2);
            assert.deepEqual(await exemplarsOf(store), expected);
          });
        });

      for (const { name } of pages) {
        it(`are stored as Prometheus stores them: ${name}`, async () => {
          await eventually(
            `the series of ${name} are those that Prometheus has`,
            30,
            async () => {
              const [expected, found] = [await seriesOf(direct, name), await seriesOf(store, name)];
              assert.ok(expected.length > 0, "Prometheus has none");
              const wanted = expected
                .filter((series) => !isStart(series))
                .map((series) => storedBy(column, scrapedDirectly(series)));
              const alike = column.writer === "contrib" ? withNumericBounds : (series: Series) => series;
              const texts = (list: readonly Series[]) => list.map((series) => written(alike(series))).sort();
              assert.deepEqual(texts(found.map(throughAgent)), texts(wanted));
            },
            [agent],
          );
        });
      }
    });
  }
});
