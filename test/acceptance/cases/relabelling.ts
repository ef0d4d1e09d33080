/** What the tools say of relabelling, against Prometheus itself and against the agents' own page of targets. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { CollectorConfig } from "../../../collector/common/model";
import { type ScrapeJob, scrapeJobs, targetOutcome } from "../../../tools/live/scraping/job";
import type { Labels } from "../../../tools/live/scraping/relabel";
import { agentOf } from "../../../tools/why/look/agent";
import { type Taken, takenBy } from "../../../tools/why/pod/targets";
import type { Manifest } from "../../../policy/evidence/reading";
import { eventually, freePort, startProcess } from "../../programs/processes";
import { generator } from "../../harness/mutations";
import { environment } from "../environment";
import { lookAt } from "../tenants/look";
import { generatedRule, type Chosen, VALUES } from "../tenants/generatedRules";
import { NODE, Tenants } from "../tenants/tenants";
import { generatedPods, generatedSlices } from "../tenants/generated";

interface PageTarget {
  readonly discoveredLabels: Labels;
  readonly labels: Labels;
  readonly scrapePool: string;
  readonly scrapeUrl: string;
}

interface TargetsPage {
  readonly activeTargets: readonly PageTarget[];
  readonly droppedTargets: readonly Pick<PageTarget, "discoveredLabels" | "scrapePool">[];
}

async function targetsPage(url: string): Promise<TargetsPage> {
  const answer = (await (await fetch(`${url}/api/v1/targets`)).json()) as { data: TargetsPage };
  return answer.data;
}

/** What is scraped, by job and labels. */
const kept = ({ activeTargets }: TargetsPage) =>
  new Set(activeTargets.map(({ scrapePool, labels }) => textOf(scrapePool, labels)));

/** Compares each target of a page with what the tools say of its discovered labels. Equal targets are one. */
function assertAgrees(page: TargetsPage, jobs: readonly ScrapeJob[]): void {
  const jobOf = (name: string) => jobs.find((job) => job.name === name)!;
  for (const { discoveredLabels, labels, scrapePool, scrapeUrl } of page.activeTargets) {
    const { target } = targetOutcome(jobOf(scrapePool), discoveredLabels);
    assert.deepEqual(target?.labels, labels, `${scrapePool}: ${JSON.stringify(discoveredLabels)}`);
    // An address is whatever a rule makes of it.
    if (/^[a-z]+:\/\/[0-9a-z.:[\]]+\//.test(target.url)) assert.equal(target.url, scrapeUrl);
  }
  const targets = kept(page);
  for (const { discoveredLabels, scrapePool } of page.droppedTargets) {
    const { target } = targetOutcome(jobOf(scrapePool), discoveredLabels);
    // Prometheus counts a target that equals another one as dropped.
    const isTwin = target && targets.has(textOf(scrapePool, target.labels));
    assert.ok(!target || isTwin, `${scrapePool}: ${JSON.stringify(discoveredLabels)} is dropped`);
  }
}

describe("relabelling as the tools evaluate it", () => {
  it("is Prometheus' own, for rules and labels of every kind", async () => {
    const { programs, folder, logs } = environment();
    const random = generator(7);
    const pick: Chosen = (from) => from[Math.floor(random() * from.length)]!;
    const many = <T>(count: number, make: () => T) => Array.from({ length: count }, make);
    let unique = 0;
    const scrape_configs = many(150, () => ({
      job_name: `job-${(unique += 1)}`,
      metrics_path: "/m",
      params: { q: ["1"] },
      static_configs: many(20, () => ({
        targets: [pick(["10.0.0.1:80", "10.0.0.2", "[fd00::1]:80", "host/path"])],
        labels: Object.fromEntries(
          ["__meta_a", "__meta_b", "label_a", "label_b", "label_c"].map((name) => [name, pick(VALUES)]),
        ),
      })),
      relabel_configs: many(1 + Math.floor(random() * 6), () => generatedRule(pick)),
    }));
    const config = { global: { scrape_interval: "1h", scrape_timeout: "1s" }, scrape_configs };
    const home = join(folder, "relabelling");
    mkdirSync(home);
    const file = join(home, "prometheus.yml");
    writeFileSync(file, stringify(config));
    const url = `http://127.0.0.1:${await freePort()}`;
    const args = [`--config.file=${file}`, `--storage.tsdb.path=${home}/data`, `--web.listen-address=${url.slice(7)}`];
    const prometheus = startProcess("relabelling", programs.prometheus!, args, { folder: logs });
    try {
      const page = await eventually(
        "every target is on the page",
        60,
        async () => {
          // The page fills job by job. A job that was taken over once has all its targets: they are static.
          const metrics = await (await fetch(`${url}/metrics`)).text();
          const taken = metrics.match(/^prometheus_target_sync_length_seconds_count\{.*\} [1-9]/gm);
          assert.equal(taken?.length, scrape_configs.length);
          return targetsPage(url);
        },
        [prometheus],
      );
      const jobs = scrapeJobs({ receivers: { prometheus: { config: escaped(config) } } }, {});
      assertAgrees(page, jobs);
      assert.ok(page.activeTargets.length > 500 && page.droppedTargets.length > 300);
      // What is on neither list is refused.
      const listed = new Set(
        [...page.activeTargets, ...page.droppedTargets].map((one) =>
          JSON.stringify([one.scrapePool, sorted(one.discoveredLabels)]),
        ),
      );
      for (const { job_name, static_configs } of scrape_configs)
        for (const { targets, labels } of static_configs) {
          const job = jobs.find(({ name }) => name === job_name)!;
          const outcome = targetOutcome(job, { ...labels, __address__: targets[0]! });
          const known = [...listed].some((key) => key.includes(`"${job_name}"`) && isOf(key, targets[0]!, labels));
          const isTwin = outcome.target && kept(page).has(textOf(job_name, outcome.target.labels));
          assert.equal(
            known || isTwin === true,
            outcome.refused === undefined,
            `${job_name}: ${JSON.stringify([targets, labels, outcome])}`,
          );
        }
    } finally {
      await prometheus.stop();
    }
  });

  it("is the agent's own, for pods and Services of every kind on a real API server", async () => {
    const port = 9095;
    const edit = (config: CollectorConfig): CollectorConfig => ({
      ...config,
      receivers: {
        ...config.receivers,
        prometheus: {
          ...config.receivers["prometheus"],
          api_server: { enabled: true, server_config: { endpoint: `\${env:MY_POD_IP}:${port}` } },
        },
      },
    });
    const tenants = await Tenants.start({
      distribution: "gke-telemetry",
      agent: { serviceAnnotations: true, debugExporter: false, scrapeIntervalSeconds: 30, scrapeTimeoutSeconds: 10 },
      edit,
    });
    try {
      const pods = await generatedPods(tenants, generator(11), 120);
      await generatedSlices(tenants, pods);
      const look = await lookAt(tenants);
      const { jobs, source } = await agentOf(look, NODE);
      assert.match(source, /^ConfigMap open-telemetry\//);
      const taken: (Pick<Taken, "candidates" | "targets"> & { readonly name: string })[] = [];
      for (const { pod } of pods) {
        const { name, namespace } = pod.metadata;
        const live = await look.api.get<Manifest>(`/api/v1/namespaces/${namespace!}/pods/${name}`);
        taken.push({ name, ...(await takenBy(look, jobs, live!)) });
      }
      // The agent hears of pods, Services and EndpointSlices in any order.
      await eventually("the agent has the same targets", 120, async () => {
        const page = await targetsPage(`http://${tenants.agent.podIP}:${port}`);
        assertAgrees(page, jobs);
        for (const { name, ...one } of taken) assertSameTargets(name, page, one);
        assert.ok(page.activeTargets.length > 20 && page.droppedTargets.length > 200);
      });
    } finally {
      await tenants.stop();
    }
  });
});

/** Compares what the agent discovered of a pod, and what it scrapes of it. */
function assertSameTargets(
  name: string,
  page: TargetsPage,
  { candidates, targets }: Pick<Taken, "candidates" | "targets">,
) {
  const ofPod = <T extends { discoveredLabels: Labels }>(list: readonly T[]) =>
    list.filter(({ discoveredLabels: one }) => one["__meta_kubernetes_pod_name"] === name);
  const active = ofPod(page.activeTargets);
  const theirs = new Set(
    [...active, ...ofPod(page.droppedTargets)].map((one) =>
      textOf(one.scrapePool, withoutInternals(one.discoveredLabels)),
    ),
  );
  const shown = candidates.map(({ job, discovered }) => textOf(job.name, { ...job.defaults, ...discovered }));
  assert.deepEqual(
    [...theirs].filter((one) => !shown.includes(one)),
    [],
    name,
  );
  const urls = (list: readonly (readonly [string, string])[]) => [...new Set(list.map((one) => one.join(" ")))].sort();
  const scraped = urls(active.map((one) => [one.scrapePool, one.scrapeUrl]));
  assert.deepEqual(urls(targets.map(({ job, target }) => [job.name, target.url])), scraped, name);
  // Of targets that are equal after relabelling the page has one, and none of those that it refuses.
  for (const [index, { job, outcome }] of candidates.entries())
    assert.ok(
      theirs.has(shown[index]!) ||
        outcome.refused !== undefined ||
        scraped.includes(`${job.name} ${outcome.target?.url ?? ""}`),
      `${name}: ${shown[index]!}`,
    );
}

const sorted = (labels: Labels) => Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1));

/** An empty label is none. */
const textOf = (job: string, labels: Labels) =>
  JSON.stringify([job, sorted(labels).filter(([, value]) => value !== "")]);

/** Labels by which Prometheus tells its scraper about histograms. */
const withoutInternals = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name]) => !/^__(convert|always|scrape_native)/.test(name)));

/** The collector reads `$$` as `$`. */
const escaped = (config: object) => JSON.parse(JSON.stringify(config).replaceAll("$", "$$$$")) as object;

/** Whether a listed target is the one with this address and these labels. */
function isOf(key: string, address: string, labels: Labels): boolean {
  const [, entries] = JSON.parse(key) as [string, [string, string][]];
  const found = Object.fromEntries(entries);
  return (
    found["__address__"] === address && Object.entries(labels).every(([name, value]) => (found[name] ?? "") === value)
  );
}
