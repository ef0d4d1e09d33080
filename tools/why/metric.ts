/** The way of a metric: who has it now, what takes it away, and when it was seen last. */
import { COMPONENTS } from "../../contract/collector/components";
import { LABELS } from "../../monitoring/metrics";
import { listAt, textsAt } from "../../policy/evidence/reading";
import { relabel } from "../live/scraping/relabel";
import { scrapeJobs } from "../live/scraping/job";
import { counted, grouped } from "../text";
import { type Answer, ended, type Finding, noted, passed, type Step, walk } from "./answer";
import { agentOf } from "./look/agent";
import { storeDown } from "./look/delivered";
import { setting } from "./look/fix";
import { asked, durationText, listed, type Look, nameOf, ofStack } from "./look/look";
import { LAST_SEEN_HOURS, lastSeen } from "./look/scrapes";

/** Ends that a name gets or loses between the application and the store. */
const ENDS = /(?:_total|_bucket|_sum|_count|_created|_info|_seconds|_bytes|_ratio|_milliseconds)+$/;

const selectorOf = (look: Look, name: string) => `{${ofStack(look)},__name__=${JSON.stringify(name)}}`;

/** Names in the store that a person may have meant. */
async function similar(look: Look, name: string): Promise<string[]> {
  const stem = name.replaceAll(".", "_").replace(ENDS, "");
  const found = await asked(look, `count by (__name__) ({${ofStack(look)},__name__=~${JSON.stringify(`${stem}.*`)}})`);
  return found.map(({ labels }) => labels["__name__"] ?? "").sort();
}

/** The station of rules that drop metrics by name. */
async function keptByRules(look: Look, name: string): Promise<Finding> {
  const [node] = await listed(look, "/api/v1/nodes");
  const agent = node && (await agentOf(look, nameOf(node)));
  const config = agent?.config ?? look.plannedAgent;
  const jobs = agent?.jobs ?? scrapeJobs(config, {});
  const dropping = jobs.flatMap((job) => {
    const { drop } = relabel(job.sampleRules, { __name__: name });
    return drop ? [`job ${job.name} does not keep it: rule ${drop.index + 1} of its samples`] : [];
  });
  const rules = look.settings.agent.metricRules.flatMap(({ namespaces, drop, keep }) => {
    const where =
      namespaces.length === 0 ? "every namespace but the stack's own" : `namespace ${namespaces.join(", ")}`;
    const matches = (pattern: string) =>
      relabel([{ source_labels: ["name"], regex: pattern, action: "keep" }], { name }).drop === undefined;
    if (drop !== undefined && matches(drop)) return [`agent.metricRules drops ${drop} in ${where}`];
    return keep !== undefined && !matches(keep) ? [`agent.metricRules keeps ${keep} alone in ${where}`] : [];
  });
  const filters = textsAt(
    listAt(config, "processors", COMPONENTS.metricRules, "metric_conditions")[0],
    "conditions",
  ).length;
  if (rules.length > 0)
    return {
      ...noted(
        `${counted(rules.length, "rule")} of the settings may drop it`,
        setting("Change the rule, if the metric is wanted."),
      ),
      details: rules,
    };
  return passed(
    `no rule of the settings drops it; ${counted(filters, "condition")} of ${agent?.source ?? "the plan"}`,
    dropping,
  );
}

/** Jobs and nodes that have it. */
async function present(look: Look, name: string): Promise<Finding> {
  const by = [LABELS.job, LABELS.namespace, LABELS.node].join(",");
  const found = await asked(look, `count by (${by}) (${selectorOf(look, name)})`);
  const series = found.reduce((sum, { value }) => sum + value, 0);
  if (found.length > 0) {
    const nodes = new Set(found.map(({ labels }) => labels[LABELS.node]));
    const jobs = grouped(
      found,
      ({ labels }) => `job ${labels["job"] ?? ""}, namespace ${labels[LABELS.namespace] ?? "none"}`,
    );
    const details = jobs.map(
      ([of, list]) =>
        `${of}: ${list.reduce((sum, one) => sum + one.value, 0)} series on ${counted(list.length, "node")}`,
    );
    return passed(`${series} series of ${counted(jobs.length, "job")} on ${counted(nodes.size, "node")}`, details);
  }
  const seen = await lastSeen(look, selectorOf(look, name));
  const names = await similar(look, name);
  const meant = names.length === 0 ? [] : [`there are ${names.slice(0, 8).join(", ")}`];
  if (seen !== undefined)
    return ended(
      `no target has it now; its newest sample is ${durationText(seen)} old`,
      {
        text: "Look at what had it then: whether the pods still run, and whether their targets are up.",
        commands: [
          `count by (${by}) (last_over_time(${selectorOf(look, name)}[${Math.ceil(seen / 60) + 5}m])) # in Prometheus`,
        ],
      },
      meant,
    );
  return ended(
    `the store has never had it within ${LAST_SEEN_HOURS} hours`,
    {
      text:
        names.length === 0
          ? "Look at the application's own page, or at the name by which it sends it: OTLP's dots become underscores, and units and _total are added."
          : "Did you mean one of them?",
    },
    meant,
  );
}

/** Targets whose samples are not taken at all. */
async function overLimits(look: Look): Promise<Finding> {
  const expression = `count by (job) (up{${ofStack(look)}} == 0)`;
  const down = await asked(look, expression);
  if (down.length === 0) return passed("no target is down or over its limits");
  const details = down.map(({ labels, value }) => `job ${labels["job"] ?? ""}: ${counted(value, "target")} down`);
  return {
    ...noted("some targets are down or over their limits, and what they expose is missing", {
      text: "Ask about the pods of these jobs.",
    }),
    details,
  };
}

/** Follows a metric by its name in the store. */
export async function metricAnswer(look: Look, name: string): Promise<Answer> {
  let last = "";
  const steps: Step[] = [
    { name: "rules", consequence: "is dropped", look: () => keptByRules(look, name) },
    {
      name: "targets",
      consequence: "is missing",
      look: async () =>
        (await storeDown(look)) ? { state: "unseen", text: "the store does not run" } : overLimits(look),
    },
    {
      name: "store",
      consequence: "is not there",
      look: async () => {
        const finding = (await storeDown(look)) ?? (await present(look, name));
        last = finding.text;
        return finding;
      },
    },
  ];
  return walk(`metric ${name}`, steps, () => `is there: ${last}`);
}
