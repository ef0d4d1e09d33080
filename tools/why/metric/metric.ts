/** The way of a metric: who has it now, what takes it away, and when it was seen last. */
import { DURABLE_WRITER, LABELS } from "../../../monitoring/metrics";
import { counted, grouped } from "../../text";
import { type Answer, ended, type Finding, noted, passed, type Step, unseen, walk } from "../answer";
import { storeDown } from "../look/delivered";
import { setting } from "../look/fix";
import { asked, durationText, type Look, ofStack, ofStackOrNone } from "../look/look";
import { LAST_SEEN_HOURS, lastSeen } from "../look/scrapes";
import { targetsAnswer } from "../look/targets";
import { keptByRules } from "./rules";

/** Ends that a name gets or loses between the application and the store. */
const ENDS = /(?:_total|_bucket|_sum|_count|_created|_info|_seconds|_bytes|_ratio|_milliseconds)+$/;

/** What Prometheus' own rules write has the labels that they give it, among which need not be those of the stack. */
const isRecorded = (name: string) => /:|^ALERTS/.test(name);

const selectorOf = (look: Look, name: string) =>
  `{${isRecorded(name) ? ofStackOrNone(look) : ofStack(look)},__name__=${JSON.stringify(name)}}`;

/** Names in the store that a person may have meant. */
async function similar(look: Look, name: string): Promise<string[]> {
  const stem = name.replaceAll(".", "_").replace(ENDS, "");
  const found = await asked(look, `count by (__name__) ({${ofStack(look)},__name__=~${JSON.stringify(`${stem}.*`)}})`);
  return found.map(({ labels }) => labels["__name__"] ?? "").sort();
}

const BY = [LABELS.job, LABELS.namespace, LABELS.node].join(",");

/** Why nobody has it now. */
async function missing(look: Look, name: string): Promise<Finding> {
  const seen = await lastSeen(look, selectorOf(look, name));
  const names = await similar(look, name);
  const meant = names.length === 0 ? [] : [`there are ${names.slice(0, 8).join(", ")}`];
  if (seen !== undefined)
    return ended(
      `no target has it now; its newest sample is ${durationText(seen)} old`,
      {
        text: "Look at what had it then: whether the pods still run, and whether their targets are up.",
        commands: [
          `count by (${BY}) (last_over_time(${selectorOf(look, name)}[${Math.ceil(seen / 60) + 5}m])) # in Prometheus`,
        ],
      },
      meant,
    );
  const [nearest] = names;
  if (nearest !== undefined && name.includes("."))
    return ended(
      `names of the store have no dots: it is ${nearest} there`,
      { text: "Ask about that.", commands: [`npm run why -- metric/${nearest} --stack NAME`] },
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

type Present = Awaited<ReturnType<typeof asked>>;

/** Jobs and nodes that have it. */
function present(found: Present): Finding {
  const series = (of: Present) => of.reduce((sum, { value }) => sum + value, 0);
  const nodes = new Set(found.map(({ labels }) => labels[LABELS.node]));
  const jobs = grouped(
    found,
    ({ labels }) => `job ${labels["job"] ?? ""}, namespace ${labels[LABELS.namespace] ?? "none"}`,
  );
  const details = jobs.map(([of, list]) => `${of}: ${series(list)} series on ${counted(list.length, "node")}`);
  return passed(`${series(found)} series of ${counted(jobs.length, "job")} on ${counted(nodes.size, "node")}`, details);
}

/** The station of the series that namespaces may have. */
async function withinLimits(look: Look): Promise<Finding> {
  const cut = await asked(
    look,
    `sum by (${LABELS.value}) (increase(${DURABLE_WRITER.cut}{${ofStack(look)}}[10m])) > 0`,
  );
  if (cut.length === 0) return passed("no namespace has more series than it may");
  const namespaces = cut.map(({ labels }) => labels[LABELS.value] ?? "").sort();
  return noted(
    `of ${namespaces.join(", ")}, series above the limit of a namespace on a node are not stored`,
    setting("Have fewer series there, or allow more:", "gke-telemetry:agent: {seriesPerNamespace: 100000}"),
  );
}

/** Follows a metric by its name in the store. */
export async function metricAnswer(look: Look, name: string): Promise<Answer> {
  const down = await storeDown(look);
  let asking: Promise<Present> | undefined;
  const found = () => (asking ??= asked(look, `count by (${BY}) (${selectorOf(look, name)})`));
  // Without an answer, no rule can be blamed.
  const isThere = () =>
    down
      ? true
      : found().then(
          ({ length }) => length > 0,
          () => true,
        );
  let last = "";
  const seen = (finding: () => Promise<Finding>) => () => (down ? unseen("the store does not run") : finding());
  const steps: Step[] = [
    { name: "rules", consequence: "is dropped", look: async () => keptByRules(look, name, await isThere()) },
    { name: "targets", consequence: "is missing", look: seen(() => targetsAnswer(look, ofStack(look))) },
    { name: "limits", consequence: "is missing", look: seen(() => withinLimits(look)) },
    {
      name: "store",
      consequence: "is not there",
      look: async () => {
        if (down) return down;
        const series = await found();
        const finding = series.length > 0 ? present(series) : await missing(look, name);
        last = finding.text;
        return finding;
      },
    },
  ];
  return walk(`metric ${name}`, steps, () => `is there: ${last}`);
}
