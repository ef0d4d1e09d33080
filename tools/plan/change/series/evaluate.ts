/** The series that an agent writes of the recorded pages, by its scrape jobs and the pipeline behind them. */
import { listAt, objectAt } from "../../../../policy/evidence/reading";
import { podTargets } from "../../../live/scraping/discovery";
import { resolved, type ScrapeJob, scrapeJobs, targetOutcome } from "../../../live/scraping/job";
import { type Labels, relabel, type RelabelRule } from "../../../live/scraping/relabel";
import type { Plan } from "../../plan";
import { OF_SCRAPE, recordedSeries } from "./exposition";
import { externalLabels, podAttributes, processed, scrapedPipelines } from "./pipeline";
import { ENVIRONMENT, KUBELET_PAGES, recordedPods } from "./targets";

/** Series by where they come from: page, pod and place in the page. */
export interface Evaluated {
  readonly series: ReadonlyMap<string, Labels>;
  /** Processors whose effect is not known, sorted. */
  readonly unevaluated: readonly string[];
}

/** What the receiver writes of a job's scrapes. */
const ofScrape = ({ sampleLimit }: ScrapeJob) =>
  OF_SCRAPE.filter((name) => name !== "scrape_sample_limit" || sampleLimit > 0);

/** A target with the page that it serves, and what is known of its pod. */
interface Scraped {
  readonly origin: string;
  readonly page: string;
  readonly job: ScrapeJob;
  readonly honored: boolean;
  readonly labels: Labels;
  readonly found: Labels;
  readonly known: Labels;
}

const underscored = (name: string) => name.replace(/[^a-zA-Z0-9_]/g, "_");

/** The labels of a sample: those of its target win, unless the job honours the page's own. */
function withTarget(own: Labels, target: Labels, honored: boolean): Labels {
  const clashing = Object.entries(own).map(([name, value]): [string, string] => [
    name in target && !honored ? `exported_${name}` : name,
    value,
  ]);
  const page = Object.fromEntries(clashing);
  return honored ? { ...target, ...page } : { ...page, ...target };
}

/** The receiver takes job and instance of a sample that has lost them from its target. */
const withJob = (kept: Labels, { job = "", instance = "" }: Labels): Labels => ({
  ...kept,
  job: kept["job"] ?? job,
  instance: kept["instance"] ?? instance,
});

/** Results of rules for a label set; both sides of a change have most of them in common. */
const relabelled = new Map<string, Labels | undefined>();

function samples(rules: readonly RelabelRule[], rulesText: string, labels: Labels): Labels | undefined {
  const key = `${rulesText}\n${JSON.stringify(labels)}`;
  if (!relabelled.has(key)) relabelled.set(key, relabel(rules, labels).labels);
  return relabelled.get(key);
}

function podsScraped(plan: Plan, job: ScrapeJob, honored: boolean): Scraped[] {
  return recordedPods(plan).flatMap(({ page, pod }) =>
    podTargets(pod).flatMap((discovered, index): Scraped[] => {
      const { target } = targetOutcome(job, discovered);
      if (!target) return [];
      const known = podAttributes(pod);
      // The receiver knows a pod's controller; the Deployment of a ReplicaSet only the processor does.
      const found = Object.fromEntries(Object.entries(known).filter(([name]) => name !== "k8s.deployment.name"));
      return [{ origin: `${page} ${index}`, page, job, honored, labels: target.labels, found, known }];
    }),
  );
}

function kubeletScraped(job: ScrapeJob, honored: boolean, config: unknown): Scraped[] {
  const raw = listAt(config, "receivers", "prometheus", "config", "scrape_configs").find(
    (one) => objectAt({ one }, "one")["job_name"] === job.name,
  );
  return listAt(raw, "static_configs").flatMap((group) =>
    (resolved(listAt(group, "targets"), ENVIRONMENT) as string[]).flatMap((address): Scraped[] => {
      const { target } = targetOutcome(job, { __address__: address });
      const page = target && KUBELET_PAGES[new URL(target.url).pathname];
      if (!target || page === undefined) return [];
      return [{ origin: page, page, job, honored, labels: target.labels, found: {}, known: {} }];
    }),
  );
}

function allScraped(plan: Plan, config: unknown): Scraped[] {
  const honoring = new Set(
    listAt(config, "receivers", "prometheus", "config", "scrape_configs")
      .map((job) => objectAt({ job }, "job"))
      .filter((job) => job["honor_labels"] === true)
      .map((job) => String(job["job_name"])),
  );
  return scrapeJobs(config, ENVIRONMENT).flatMap((job) => {
    const honored = honoring.has(job.name);
    if (job.discovery === "pods") return podsScraped(plan, job, honored);
    return job.discovery === "static" ? kubeletScraped(job, honored, config) : [];
  });
}

const known = new WeakMap<Plan, Evaluated>();

/** The series that the agents of a plan write of the recorded pages; of one plan they are evaluated once. */
export function evaluated(plan: Plan): Evaluated {
  const found = known.get(plan) ?? evaluate(plan);
  known.set(plan, found);
  return found;
}

function evaluate(plan: Plan): Evaluated {
  const config = plan.collectors["agent"];
  const series = new Map<string, Labels>();
  const unevaluated = new Set<string>();
  const pipelines = scrapedPipelines(config);
  const scrapes = new Map<string, number>();
  for (const { origin, page, job, honored, labels, found, known } of allScraped(plan, config)) {
    const scrape = (scrapes.get(origin) ?? 0) + 1;
    scrapes.set(origin, scrape);
    const own = [...recordedSeries(page), ...ofScrape(job).map((name) => ({ __name__: name }))];
    const rulesText = JSON.stringify(job.sampleRules);
    for (const pipeline of pipelines) {
      const result = processed(config, pipeline, found, known);
      for (const processor of result.unevaluated) unevaluated.add(processor);
      const added = Object.fromEntries(
        Object.entries(result.attributes).map(([name, value]) => [underscored(name), value]),
      );
      own.forEach((one, index) => {
        // Rules for samples are those of the page alone.
        const isOfScrape = OF_SCRAPE.includes(one["__name__"]);
        const labelled = withTarget(one, labels, honored);
        const kept = isOfScrape ? labelled : samples(job.sampleRules, rulesText, labelled);
        if (kept)
          series.set(`${origin} ${scrape} ${index}`, {
            ...withJob(kept, labels),
            ...added,
            ...externalLabels(config, pipeline),
          });
      });
    }
  }
  return { series, unevaluated: [...unevaluated].sort() };
}
