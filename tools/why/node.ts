/** The way of a node: its agent, the targets on it, and the queue to the store. */
import { LABELS } from "../../monitoring/metrics";
import { at, listAt, type Manifest, textAt } from "../../policy/evidence/reading";
import { type Answer, ended, type Finding, noted, passed, type Step, walk } from "./answer";
import { agentOf } from "./look/agent";
import { agentRuns, discovers, isReady } from "./look/agentState";
import { queued, stored, storeDown } from "./look/delivered";
import { describe } from "./look/fix";
import { durationText, listed, type Look, matcher, nameOf, ofStack } from "./look/look";
import { scrapesOf } from "./look/scrapes";
import { targetsAnswer } from "./look/targets";
import { ofAgent } from "./pod/scraped";

function nodeRuns(node: Manifest): Finding {
  const { operatingSystem, kubeletVersion } = at(node, "status", "nodeInfo") as Record<string, string>;
  const ready = listAt(node, "status", "conditions").find((one) => textAt(one, "type") === "Ready");
  if (operatingSystem === "windows")
    return ended("it runs Windows, and the agents' image is for Linux", {
      text: "What runs on it is seen by what it sends alone.",
    });
  const text = [
    `kubelet ${kubeletVersion ?? ""}`,
    ...(at(node, "spec", "unschedulable") === true ? ["cordoned"] : []),
  ].join(", ");
  if (isReady(node)) return passed(`it is ready, ${text}`);
  return noted(`it is not ready: ${textAt(ready, "message") || "its kubelet does not report"}`, {
    text: "Look at the node.",
    commands: [describe("node", "default", nameOf(node)).replace("--namespace default ", "")],
  });
}

/** Follows a node. */
export async function nodeAnswer(look: Look, name: string): Promise<Answer> {
  const subject = `node ${name}`;
  const node = await look.api.get<Manifest>(`/api/v1/nodes/${name}`);
  if (!node) {
    const names = (await listed(look, "/api/v1/nodes")).map(nameOf);
    const missing = () =>
      ended(`there is no node ${name}`, {
        text: `There are ${names.slice(0, 8).join(", ")}.`,
        commands: ["kubectl get nodes"],
      });
    return walk(subject, [{ name: "node", consequence: "is not seen", look: missing }], () => "arrives");
  }
  const agent = await agentOf(look, name);
  const series = ofAgent(look, name);
  const down = await storeDown(look);
  const seen = (finding: () => Promise<Finding>) => () =>
    down ? ({ state: "unseen", text: "the store does not run" } as const) : finding();
  const own = async (): Promise<Finding> => {
    const [scrape] = await scrapesOf(look, series);
    if (!scrape) return { state: "unseen", text: "the store has no recent sample of the agent" };
    return passed(
      `the agent says of itself ${durationText(scrape.ageSeconds)} ago that it runs, with ${scrape.samples ?? 0} samples`,
    );
  };
  let last = "";
  const steps: Step[] = [
    { name: "node", consequence: "has no agent", look: () => nodeRuns(node) },
    { name: "agent", consequence: "is not seen", look: () => agentRuns(look, agent) },
    { name: "discovery", consequence: "is seen in part", look: () => discovers(look, agent) },
    { name: "own metrics", consequence: "is not seen", look: seen(own) },
    {
      name: "targets",
      consequence: "is seen in part",
      look: seen(() => targetsAnswer(look, `${ofStack(look)},${matcher(LABELS.node, name)}`)),
    },
    {
      name: "queue",
      consequence: "is seen by its agent, and the store does not have it",
      look: seen(() => queued(look, name, series)),
    },
    {
      name: "store",
      consequence: "is seen by its agent, and the store does not have it",
      look: async () => {
        const finding = await stored(look, `${ofStack(look)},${matcher(LABELS.node, name)}`);
        last = finding.text;
        return finding;
      },
    },
  ];
  return walk(subject, steps, () => `arrives: ${last}`);
}
