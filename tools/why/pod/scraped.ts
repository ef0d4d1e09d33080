/** What came of the last scrape, and whether limits cut it. */
import { DURABLE_WRITER, LABELS } from "../../../monitoring/metrics";
import { type Manifest, textAt } from "../../../policy/evidence/reading";
import { counted } from "../../text";
import { durationSeconds } from "../../live/scraping/job";
import { ended, type Finding, noted, passed, unseen } from "../answer";
import type { NodeAgent } from "../look/agent";
import { annotate, setting } from "../look/fix";
import { asked, durationText, type Look, matcher, nameOf, namespaceOf, ofStack } from "../look/look";
import { lastSeen, lateSeconds, ofPod, type Scrape, scrapesOf } from "../look/scrapes";
import { answerOf } from "./probe";
import { mergedAlone } from "./sidecar";
import type { Taken } from "./targets";

const isOverSamples = ({ samples = 0, sampleLimit = 0 }: Scrape) => sampleLimit > 0 && samples > sampleLimit;
const isOverLimit = (scrape: Scrape) => !scrape.isUp && (isOverSamples(scrape) || scrape.bodyBytes === -1);

/** Matchers of the series that the agent of a node writes about itself. */
export function ofAgent(look: Look, node: string): string {
  const { namespace } = look.names.agent;
  return [
    ofStack(look),
    matcher(LABELS.node, node),
    matcher(LABELS.job, "otel-agent"),
    matcher(LABELS.namespace, namespace),
  ].join(",");
}

const agentLog = (look: Look, { pod }: NodeAgent, name: string) =>
  `kubectl --namespace ${look.names.agent.namespace} logs ${nameOf(pod)} --since 15m | grep ${name}`;

/** Why there is no sample of a target that should be scraped. */
async function neverScraped(look: Look, agent: NodeAgent, pod: Manifest, taken: Taken): Promise<Finding> {
  const interval =
    durationSeconds(taken.targets[0]?.target.intervalText ?? "") ?? look.settings.agent.scrapeIntervalSeconds;
  const runsSince = look.now() - Date.parse(textAt(pod, "status", "startTime")) / 1000;
  const first = 2 * interval + 30;
  if (runsSince < first)
    return ended(`it runs for ${durationText(runsSince)}, and its first sample may take ${durationText(first)}`, {
      text: "Ask again in a minute.",
    });
  const seen = await lastSeen(look, `up{${ofPod(look, namespaceOf(pod), nameOf(pod))}}`);
  const [own] = await scrapesOf(look, ofAgent(look, agent.node));
  const told =
    seen === undefined
      ? "the store has no sample of it, nor had one within a day"
      : `its newest sample is ${durationText(seen)} old`;
  if (!own || own.ageSeconds > lateSeconds(look)) return unseen(`${told}; neither has the agent written of itself`);
  return ended(`${told}, while the agent writes of itself`, {
    text: "Look at what the agent says of it.",
    commands: [agentLog(look, agent, nameOf(pod))],
  });
}

/** The station of the last scrape. */
export async function lastScrape(look: Look, agent: NodeAgent, pod: Manifest, taken: Taken): Promise<Finding> {
  const scrapes = await scrapesOf(look, ofPod(look, namespaceOf(pod), nameOf(pod)));
  if (scrapes.length === 0) return neverScraped(look, agent, pod, taken);
  const texts = scrapes.map(({ job, instance, samples, newSeries, durationSeconds: took, ageSeconds, isUp }) =>
    [
      `${job} ${instance}: ${isUp ? "up" : "down"} ${durationText(ageSeconds)} ago`,
      ...(samples === undefined ? [] : [`${counted(samples, "sample")}, ${newSeries ?? 0} of them of new series`]),
      ...(took === undefined ? [] : [`in ${took.toFixed(3)} s`]),
    ].join(", "),
  );
  const failed = scrapes.find((one) => !one.isUp && !isOverLimit(one));
  if (!failed) return (await mergedAlone(look, pod, taken)) ?? passed(texts[0] ?? "", texts.slice(1));
  const { durationSeconds: took = 0, timeoutSeconds: timeout = look.settings.agent.scrapeTimeoutSeconds } = failed;
  if (took >= 0.98 * timeout) {
    const fix = setting(
      `Make its page smaller, or give it longer: annotate it with prometheus.io/timeout, which may be as long as its interval.`,
    );
    return ended(
      `it does not answer within ${timeout} s`,
      { ...fix, commands: annotate(pod, { "prometheus.io/timeout": "20s" }).commands ?? [] },
      texts,
    );
  }
  const target = taken.targets.find((one) => one.target.labels["instance"] === failed.instance) ?? taken.targets[0];
  const { text, fix } = await answerOf(look, pod, target?.target.url);
  return ended(
    text,
    fix ?? { text: "Look at what the agent says of it.", commands: [agentLog(look, agent, nameOf(pod))] },
    texts,
  );
}

/** The station of the limits: of a scrape, and of the namespace's series on the node. */
export async function withinLimits(look: Look, pod: Manifest, node: string): Promise<Finding> {
  const namespace = namespaceOf(pod);
  const scrapes = await scrapesOf(look, ofPod(look, namespace, nameOf(pod)));
  const over = scrapes.find(isOverLimit);
  if (over && isOverSamples(over))
    return ended(
      `it exposes ${over.samples ?? 0} samples, more than the limit of ${over.sampleLimit ?? 0}, and the agent drops the scrape whole`,
      setting(
        "Find the metric with the many series, and drop its label of high cardinality in the application. Or allow more:",
        "gke-telemetry:agent: {profile: high} # or samplesPerPod, up to the profile's limit",
      ),
    );
  if (over)
    return ended(
      "its page has more bytes than the profile's limit, and the agent drops the scrape whole",
      setting("Make its page smaller, or allow more:", "gke-telemetry:agent: {profile: high}"),
    );
  const matchers = [ofStack(look), matcher(LABELS.node, node), matcher(LABELS.value, namespace)].join(",");
  const cut = await asked(look, `sum by (${LABELS.reason}) (increase(${DURABLE_WRITER.cut}{${matchers}}[10m])) > 0`);
  const [most] = cut;
  if (most)
    return noted(
      `of namespace ${namespace}, ${Math.round(most.value)} data points of series above its limit were cut on ${node} within ten minutes`,
      setting(
        "Series beyond the limit of a namespace on a node are not stored: have fewer, or allow more:",
        "gke-telemetry:agent: {seriesPerNamespace: 100000}",
      ),
    );
  const [scrape] = scrapes;
  if (!scrape) return passed("nothing was scraped that could be too much");
  const { samples = 0, sampleLimit = 0, keptSamples = samples } = scrape;
  const rules = keptSamples < samples ? `; ${keptSamples} are left after the rules for samples` : "";
  return passed(`${counted(samples, "sample")} of at most ${sampleLimit || "any number"}${rules}`);
}
