/** Whether what an agent accepts reaches the store: its queue, and the store itself. */
import { DURABLE_WRITER, QUEUE } from "../../../monitoring/metrics";
import type { Manifest } from "../../../policy/evidence/reading";
import { storeFacts } from "../../../facts/store";
import { ended, type Finding, passed } from "../answer";
import { isReady, notReady } from "./agentState";
import { describe } from "./fix";
import { asked, durationText, type Look, nameOf } from "./look";
import { lastSeen, lateSeconds, scrapesOf } from "./scrapes";

const mebibytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

/** The station of the queue. @param ofAgent matchers of the series that the agent writes about itself */
export async function queued(look: Look, node: string, ofAgent: string): Promise<Finding> {
  const [own] = await scrapesOf(look, ofAgent);
  const age = own?.ageSeconds ?? (await lastSeen(look, `up{${ofAgent}}`));
  const since =
    age === undefined ? "has no sample of the agent" : `has had no sample of the agent for ${durationText(age)}`;
  if (age === undefined || age > lateSeconds(look))
    return ended(`the store ${since} of ${node}: what it scrapes waits in its queue, or is refused`, {
      text: "Look at what the agent says of its exporter.",
      commands: [
        `kubectl --namespace ${look.names.agent.namespace} logs daemonset/${look.names.agent.daemonSet} --since 15m | grep -i -e export -e write`,
      ],
    });
  const names = [
    DURABLE_WRITER.oldestAgeSeconds,
    DURABLE_WRITER.queueMemoryBytes,
    DURABLE_WRITER.queueDiskBytes,
    QUEUE.size,
    QUEUE.capacity,
  ];
  const values = await asked(look, `sum by (__name__) ({__name__=~"${names.join("|")}",${ofAgent}})`);
  const valueOf = (name: string) => values.find(({ labels }) => labels["__name__"] === name)?.value;
  const bytes = valueOf(DURABLE_WRITER.queueMemoryBytes);
  if (bytes !== undefined)
    return passed(
      `the oldest of the queue is ${durationText(valueOf(DURABLE_WRITER.oldestAgeSeconds) ?? 0)} old, ${mebibytes(bytes + (valueOf(DURABLE_WRITER.queueDiskBytes) ?? 0))}`,
    );
  return passed(`${valueOf(QUEUE.size) ?? 0} of ${valueOf(QUEUE.capacity) ?? 0} requests wait`);
}

/** Why the stack's own store does not run; undefined where it does, or is somebody else's. */
export async function storeDown(look: Look): Promise<Finding | undefined> {
  const { location } = storeFacts(look.settings.metrics, look.names.placements.prometheus);
  if (location.query.kind !== "workload") return undefined;
  const { namespace, name } = location.query;
  const pod = await look.api.get<Manifest>(`/api/v1/namespaces/${namespace}/pods/${name}-0`);
  if (!pod)
    return ended(`there is no pod ${namespace}/${name}-0`, {
      text: "Look at the events of its StatefulSet.",
      commands: [describe("statefulset", namespace, name)],
    });
  if (isReady(pod)) return undefined;
  return ended(`pod ${namespace}/${nameOf(pod)} is not ready: ${await notReady(look, pod)}`, {
    text: "Look at its events. Agents keep samples for outageMinutes meanwhile.",
    commands: [
      describe("pod", namespace, nameOf(pod)),
      `kubectl --namespace ${namespace} logs ${nameOf(pod)} --tail 50`,
    ],
  });
}

/** The station of the store. @param matchers of the series that should be there */
export async function stored(look: Look, matchers: string): Promise<Finding> {
  const down = await storeDown(look);
  if (down) return down;
  const series = `{__name__!~"up|scrape_.*",${matchers}}`;
  const [[count], [newest], [up]] = await Promise.all([
    asked(look, `count(${series})`),
    asked(look, `max(timestamp(up{${matchers}}))`),
    asked(look, `max(up{${matchers}})`),
  ]);
  if (!count || !newest)
    return ended(up?.value === 1 ? "the store has up, and none of its samples" : "the store has none of its samples", {
      text: "Rules for metrics (agent.metricRules) may drop them all.",
      commands: ["npm run plan -- --stack NAME"],
    });
  return passed(`${count.value} series, the newest sample is ${durationText(look.now() - newest.value)} old`);
}
