/** The series that the real collector writes of the recorded pages into a real Prometheus. */
import { spawn, type ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { featureGateArguments } from "../../../../../collector/common/chartValues";
import { requirements } from "../../../../../collector/requirements/requirements";
import { UserError } from "../../../../cli";
import { temporaryFolder, writeWhole } from "../../../../files";
import type { Labels } from "../../../../live/scraping/relabel";
import { tell } from "../../../../progress";
import type { Plan } from "../../../plan";
import type { Evaluated } from "../evaluate";
import { canDiffer, type MeasuredSeries } from "../series";
import { ENVIRONMENT, recordedPods } from "../targets";
import { localConfiguration } from "./configuration";
import { answerAsApi } from "./kubernetesApi";
import { RecordedPages } from "./pages";

/** The programs, by the variables that name them. */
export interface SeriesPrograms {
  readonly collector: string;
  readonly prometheus: string;
}

/** The programs of this machine; undefined unless both are named. */
function seriesPrograms(environment = process.env): SeriesPrograms | undefined {
  const { OTELCOL_BINARY: collector = "", PROMETHEUS_BINARY: prometheus = "" } = environment;
  return collector === "" || prometheus === "" ? undefined : { collector, prometheus };
}

/** Until a program answers, and until nothing new is stored. */
const LIMIT_SECONDS = 60;
/** Every target has been scraped so often, and Prometheus has got no new series meanwhile: longer than a batch waits. */
const ROUNDS = 10;
const POLL_SECONDS = 0.5;
/** Where nothing is scraped in this time, nothing is. */
const SILENT_SECONDS = 30;

interface Running {
  readonly child: ChildProcess;
  readonly log: string;
}

function start(program: string, args: readonly string[], folder: string, environment: NodeJS.ProcessEnv): Running {
  const log = path.join(folder, `${path.basename(program)}.log`);
  const output = fs.openSync(log, "a");
  const child = spawn(program, args, { stdio: ["ignore", output, output], env: environment });
  child.on("error", (error) => {
    fs.appendFileSync(log, error.message);
  });
  fs.closeSync(output);
  const kill = () => child.kill("SIGKILL");
  process.on("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return { child, log };
}

function failIfEnded({ child, log }: Running): void {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) return;
  const last = fs.readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n");
  throw new UserError(`${child.spawnfile} has ended, which the series of a change are measured with:\n${last}`);
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A port that nothing listens on now. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  const address = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

type Sample = readonly [labels: Labels, value: number];

/** Every series with its last value: one whose last scrape has failed is there too. */
const EVERY_SERIES = 'last_over_time({__name__!=""}[10m])';

async function storedSeries(store: string): Promise<Sample[]> {
  const response = await fetch(`${store}/api/v1/query?query=${encodeURIComponent(EVERY_SERIES)}`);
  const { data } = (await response.json()) as { data: { result: { metric: Labels; value: [number, string] }[] } };
  const order = ([labels]: Sample) => JSON.stringify(Object.entries(labels).sort());
  const samples = data.result.map(({ metric, value }): Sample => [metric, Number(value[1])]);
  return samples.sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

async function untilReady(store: string, running: Running): Promise<void> {
  for (const end = Date.now() + LIMIT_SECONDS * 1000; Date.now() < end;) {
    await sleep(POLL_SECONDS * 1000);
    failIfEnded(running);
    const isReady = await fetch(`${store}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
  }
  throw new UserError(`Prometheus is not ready within ${LIMIT_SECONDS} s.`);
}

/** What is stored when every target was scraped several times and nothing new came since. */
async function settled(store: string, pages: RecordedPages, running: readonly Running[]): Promise<Sample[]> {
  const begin = Date.now();
  for (let last = -1, rounds = 0; Date.now() - begin < LIMIT_SECONDS * 1000;) {
    await sleep(POLL_SECONDS * 1000);
    running.forEach(failIfEnded);
    const series = await storedSeries(store);
    if (series.length !== last) [last, rounds] = [series.length, pages.rounds];
    const isSilent = pages.rounds === 0 && Date.now() - begin > SILENT_SECONDS * 1000;
    if (isSilent || (series.length > 0 && pages.rounds >= rounds + ROUNDS)) return series;
  }
  throw new UserError(`The series of a change have not settled within ${LIMIT_SECONDS} s.`);
}

/** The series of both sides, where the programs are named and series can differ. */
export async function measuredSeries(before: Plan, after: Plan): Promise<MeasuredSeries | undefined> {
  const programs = seriesPrograms();
  if (programs === undefined || !canDiffer(before, after)) return undefined;
  return Promise.all([measured(before, programs), measured(after, programs)]);
}

/** The series of one side. */
export async function measured(plan: Plan, { collector, prometheus }: SeriesPrograms): Promise<Evaluated> {
  const config = plan.collectors["agent"];
  const pods = recordedPods(plan);
  const pages = new RecordedPages(pods);
  const manifests = pods.map(({ pod }) => pod);
  const servers = [
    createServer((request, response) => {
      pages.answer(request, response);
    }),
    createServer((request, response) => {
      answerAsApi(manifests, request, response);
    }),
  ] as const;
  const folder = temporaryFolder("gke-telemetry-series-");
  const running: Running[] = [];
  tell("Measuring series with the real collector and Prometheus");
  try {
    const [proxy, api, address] = [await listening(servers[0]), await listening(servers[1]), await freeAddress()];
    const store = `http://${address}`;
    const addresses = { api: `http://${api}`, pages: proxy, store, queue: path.join(folder, "queue") };
    const local = config && localConfiguration(config, addresses);
    if (config === undefined || local === undefined) return { series: new Map(), unevaluated: [] };
    const [settings, kubeconfig] = [path.join(folder, "agent.json"), path.join(folder, "kubeconfig")];
    fs.mkdirSync(addresses.queue);
    writeWhole(settings, JSON.stringify(local));
    writeWhole(kubeconfig, kubeconfigOf(addresses.api));
    writeWhole(path.join(folder, "prometheus.json"), "{}");
    const args = [
      `--config.file=${path.join(folder, "prometheus.json")}`,
      `--storage.tsdb.path=${path.join(folder, "data")}`,
      ...[`--web.listen-address=${address}`, "--web.enable-remote-write-receiver"],
    ];
    const stored = start(prometheus, args, folder, {});
    running.push(stored);
    await untilReady(store, stored);
    const gates = featureGateArguments(requirements(config));
    running.push(
      start(collector, ["--config", settings, ...gates], folder, { ...ENVIRONMENT, KUBECONFIG: kubeconfig }),
    );
    const samples = await settled(store, pages, running);
    const originOf = pages.originOf();
    const series = new Map<string, Labels>();
    for (const [labels, value] of samples) {
      const origin = originOf(labels, value);
      // Several scrapes of one address have the same series about themselves.
      const others = [...series.keys()].filter((one) => one.startsWith(`${origin} #`)).length;
      series.set(series.has(origin) ? `${origin} #${others}` : origin, labels);
    }
    return { series, unevaluated: [] };
  } finally {
    for (const { child } of running) child.kill("SIGKILL");
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    ...{ apiVersion: "v1", kind: "Config", "current-context": "local" },
    clusters: [{ name: "local", cluster: { server } }],
    users: [{ name: "local", user: {} }],
    contexts: [{ name: "local", context: { cluster: "local", user: "local" } }],
  });
}
