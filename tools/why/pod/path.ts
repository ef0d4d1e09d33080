/** The way of a pod's samples: from its annotations to the store. */
import { type Manifest, textAt } from "../../../policy/evidence/reading";
import { type Answer, type Finding, type Step, unseen, walk } from "../answer";
import { agentOf } from "../look/agent";
import { agentRuns, discovers } from "../look/agentState";
import { queued, stored, storeDown } from "../look/delivered";
import { asked, type Look } from "../look/look";
import { ofPod } from "../look/scrapes";
import { relabelled, whoAsks } from "./asks";
import { notThere, runs } from "./exists";
import { letsIn } from "./network";
import { lastScrape, ofAgent, withinLimits } from "./scraped";
import { takenBy } from "./targets";

const NOT_SCRAPED = "is not scraped";
const NOT_STORED = "is scraped, and its samples are not in the store";

/** What the store says. Where the stack's own does not run, nothing is seen before the station of the store. */
async function unlessDown(look: Look, finding: () => Promise<Finding>): Promise<Finding> {
  return (await storeDown(look)) ? unseen("the store does not run") : finding();
}

async function isUp(look: Look, matchers: string): Promise<boolean> {
  try {
    const [up] = await asked(look, `min(up{${matchers}})`);
    return up?.value === 1;
  } catch {
    // Policies are judged all the same where the store does not answer; its own station says why.
    return false;
  }
}

/** Follows a pod. */
export async function podAnswer(look: Look, namespace: string, name: string): Promise<Answer> {
  const subject = `pod ${namespace}/${name}`;
  const pod = await look.api.get<Manifest>(`/api/v1/namespaces/${namespace}/pods/${name}`);
  if (!pod)
    return walk(
      subject,
      [{ name: "pod", consequence: NOT_SCRAPED, look: () => notThere(look, namespace, name) }],
      () => "arrives",
    );
  const node = textAt(pod, "spec", "nodeName");
  const agent = await agentOf(look, node);
  const taken = await takenBy(look, agent.jobs, pod);
  const matchers = ofPod(look, namespace, name);
  let last = "";
  const steps: Step[] = [
    { name: "pod", consequence: NOT_SCRAPED, look: () => runs(look, pod) },
    { name: "annotation", consequence: NOT_SCRAPED, look: () => whoAsks(look, pod, taken) },
    { name: "agent", consequence: NOT_SCRAPED, look: () => agentRuns(look, agent) },
    { name: "discovery", consequence: NOT_SCRAPED, look: () => discovers(look, agent) },
    { name: "relabelling", consequence: NOT_SCRAPED, look: () => relabelled(pod, taken, agent.source) },
    {
      name: "network policy",
      consequence: NOT_SCRAPED,
      look: async () => letsIn(look, agent, pod, taken, await isUp(look, matchers)),
    },
    {
      name: "last scrape",
      consequence: "is not scraped with success",
      look: () => unlessDown(look, () => lastScrape(look, agent, pod, taken)),
    },
    {
      name: "limits",
      consequence: "is over a limit",
      look: () => unlessDown(look, () => withinLimits(look, pod, node)),
    },
    {
      name: "queue",
      consequence: NOT_STORED,
      look: () => unlessDown(look, () => queued(look, node, ofAgent(look, node))),
    },
    {
      name: "store",
      consequence: NOT_STORED,
      look: async () => {
        const finding = await stored(look, matchers);
        last = finding.text;
        return finding;
      },
    },
  ];
  return walk(subject, steps, () => `arrives: ${last}`);
}
