import { collectorConfigOf } from "../../evidence/collector";
import { containersOf, nameOf } from "../../evidence/manifests";
import { bytesOf, prometheusServers } from "../../evidence/prometheus";
import { at, listAt, objectAt, textAt } from "../../evidence/reading";
import { stackPolicy, type StackProblem, type StackResource } from "../../rule";

/** Memory that Prometheus needs per series, queries and compaction included. */
const BYTES_PER_SERIES = 8 * 1024;

function storeProblems(resources: readonly StackResource[], maxSeries: number): StackProblem[] {
  return prometheusServers(resources).flatMap(({ manifest, urn }) => {
    const limits = containersOf(manifest).map((container) =>
      bytesOf(textAt(container, "resources", "limits", "memory")),
    );
    const series = Math.floor(Math.max(...limits) / BYTES_PER_SERIES);
    if (series <= maxSeries) return [];
    return [{ message: `${nameOf(manifest)} has memory for ${series} series, but the budget is ${maxSeries}.`, urn }];
  });
}

/** A single target without a sample limit can use up the budget. */
function targetProblems({ manifests, urn }: StackResource, maxSamples: number): StackProblem[] {
  return manifests
    .flatMap((manifest) => collectorConfigOf(manifest) ?? [])
    .flatMap(({ config }) => Object.values(objectAt(config, "receivers")))
    .flatMap((receiver) => listAt(receiver, "config", "scrape_configs"))
    .filter((job) => {
      const limit = at(job, "sample_limit");
      return typeof limit !== "number" || limit <= 0 || limit > maxSamples;
    })
    .map((job) => ({
      message: `scrape job ${textAt(job, "job_name")} has no sample_limit of at most ${maxSamples}.`,
      urn,
    }));
}

/** Prometheus' memory, and with it its cost, follows the number of series. */
export const budgetSeries = stackPolicy(
  {
    name: "budget-series",
    description: "Prometheus is sized for no more series than the budget, and every scrape job has a sample limit.",
    configSchema: {
      properties: {
        maxSeries: { type: "integer", minimum: 1, default: 1_000_000 },
        maxSamplesPerScrape: { type: "integer", minimum: 1, default: 50_000 },
      },
    },
  },
  (resources, { maxSeries, maxSamplesPerScrape }) => [
    ...storeProblems(resources, Number(maxSeries)),
    ...resources.flatMap((resource) => targetProblems(resource, Number(maxSamplesPerScrape))),
  ],
);
