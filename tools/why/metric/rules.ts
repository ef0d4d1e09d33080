/** Rules by which a metric is dropped for its name: the settings', a scrape job's, and those of monitors. */
import { listAt, type Manifest, textAt, textsAt } from "../../../policy/evidence/reading";
import { relabel, type RelabelRule } from "../../live/scraping/relabel";
import { type ScrapeJob, scrapeJobs } from "../../live/scraping/job";
import { ended, type Finding, type Fix, noted, passed } from "../answer";
import { agentOf } from "../look/agent";
import { quoted, setting } from "../look/fix";
import { listed, type Look, nameOf, namespaceOf } from "../look/look";

/** A rule that drops the name. */
interface Dropping {
  /** As the rest of a sentence about the metric. */
  readonly text: string;
  readonly fix: Fix;
  /** Whether the rule is about a metric of this name, wherever it comes from. */
  readonly isSure: boolean;
}

/** Words with which metrics of many programs begin. */
const OF_MANY = /^(?:go|process|promhttp|http|rest)$/;

/**
 * A list of the names that are kept has a say about the metrics of the same program alone, whose names begin with the
 * same word.
 */
function isOfSameProgram(kept: string, name: string): boolean {
  const [word = ""] = name.split("_");
  return !OF_MANY.test(word) && new RegExp(`\\b${word}_`).test(kept);
}

const CHANGE = setting("Change the rule, if the metric is wanted.");

function bySettings({ settings }: Look, name: string): Dropping[] {
  const matches = (pattern: string) =>
    relabel([{ source_labels: ["name"], regex: pattern, action: "keep" }], { name }).drop === undefined;
  return settings.agent.metricRules.flatMap(({ namespaces, drop, keep }) => {
    const where =
      namespaces.length === 0 ? "every namespace but the stack's own" : `namespace ${namespaces.join(", ")}`;
    if (drop !== undefined && matches(drop))
      return [{ text: `agent.metricRules drops ${drop} in ${where}`, fix: CHANGE, isSure: true }];
    if (keep !== undefined && !matches(keep))
      return [
        {
          text: `agent.metricRules keeps ${keep} alone in ${where}`,
          fix: CHANGE,
          isSure: namespaces.length === 0 || isOfSameProgram(keep, name),
        },
      ];
    return [];
  });
}

function byJobs(jobs: readonly ScrapeJob[], name: string): Dropping[] {
  const dropping = jobs.filter(
    ({ sampleRules }) =>
      relabel(sampleRules, { __name__: name }).drop &&
      sampleRules.some(({ regex = "" }) => isOfSameProgram(regex, name)),
  );
  return dropping.map((job) => ({
    text: `job ${job.name} does not keep it: of what it scrapes, only what dashboards and alerts need is kept`,
    fix: { text: "A scrape job of your own can have it: scrapeJobs in the settings." },
    isSure: true,
  }));
}

/** A rule of a monitor that is about names alone, as the agents' job has it. */
const ofNames = (rule: unknown): RelabelRule | undefined =>
  textsAt(rule, "sourceLabels").join() === "__name__"
    ? {
        source_labels: ["__name__"],
        regex: textAt(rule, "regex") || "(.*)",
        action: textAt(rule, "action").toLowerCase(),
      }
    : undefined;

function byMonitor(kind: string, endpoints: string, monitor: Manifest, name: string): Dropping[] {
  for (const endpoint of listAt(monitor, "spec", endpoints))
    for (const [index, written] of listAt(endpoint, "metricRelabelings").entries()) {
      const rule = ofNames(written);
      if (!rule || !["drop", "keep"].includes(rule.action ?? "")) continue;
      if (!relabel([rule], { __name__: name }).drop) continue;
      const [namespace, own] = [namespaceOf(monitor), nameOf(monitor)];
      const verb = rule.action === "drop" ? "drops it" : "does not keep it";
      return [
        {
          isSure: rule.action === "drop" || isOfSameProgram(rule.regex ?? "", name),
          text: `${kind} ${namespace}/${own} ${verb}, by rule ${index + 1} of its metricRelabelings`,
          fix: {
            text: "Change the rule, if the metric is wanted.",
            commands: [`kubectl --namespace ${quoted(namespace)} edit ${kind.toLowerCase()} ${quoted(own)}`],
          },
        },
      ];
    }
  return [];
}

/** Which monitors drop it. */
async function byMonitors(look: Look, name: string): Promise<Dropping[]> {
  if (!look.settings.agent.monitors.enabled) return [];
  const kinds = [
    ["ServiceMonitor", "endpoints"],
    ["PodMonitor", "podMetricsEndpoints"],
  ] as const;
  const found = kinds.map(async ([kind, endpoints]) => {
    const monitors = await listed(look, `/apis/monitoring.coreos.com/v1/${kind.toLowerCase()}s`);
    return monitors.flatMap((monitor) => byMonitor(kind, endpoints, monitor, name));
  });
  return (await Promise.all(found)).flat();
}

async function jobsOf(look: Look): Promise<readonly ScrapeJob[]> {
  const [node] = await listed(look, "/api/v1/nodes");
  const agent = node && (await agentOf(look, nameOf(node)));
  return agent?.jobs ?? scrapeJobs(look.planned["agent"], {});
}

/**
 * The station of rules.
 *
 * @param isThere whether the store has the metric, from wherever the rules leave it
 */
export async function keptByRules(look: Look, name: string, isThere: boolean): Promise<Finding> {
  const dropping = [...bySettings(look, name), ...byJobs(await jobsOf(look), name), ...(await byMonitors(look, name))];
  const first = dropping.find(({ isSure }) => isSure) ?? dropping[0];
  if (!first) return passed("no rule drops its name");
  const details = dropping.length > 1 ? dropping.map(({ text }) => text) : [];
  if (!isThere && first.isSure) return ended(first.text, first.fix, details);
  return { ...noted(first.text, first.fix), details };
}
