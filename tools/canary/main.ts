/** `npm run canary -- --stack NAME [--minutes N] [--json]`: whether the canary's agents are as good as the others. */
import { stackNames } from "../../contract/names";
import { certifiedOf } from "../certificate/certified";
import { runCommand, UsageError, UserError } from "../cli";
import { tell } from "../progress";
import { openCluster } from "../live/api";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster } from "../live/cluster";
import { withStore } from "../live/store";
import { writeReport } from "../terminal";
import { type AgentThere, agentsThere } from "./agents";
import { canaryLines } from "./output";
import { canaryReport, spansOf } from "./report";

const USAGE = `Usage: npm run canary -- --stack NAME [--minutes N] [--json]

Compares the agents of the canary's nodes (agent.canary) with the others, by what is in the store: what was lost, CPU,
memory, targets, samples and series. Waits until the canary has run for that long. It changes nothing.

${CLUSTER_USAGE}
  --minutes N        minutes that are compared, with the canary and before it; default: 10
  --now              do not wait: compare the minutes that there are
  --json             print JSON

Exit status: 0 the canary is equal or better, 1 it is worse or too little is known, 2 wrong usage.`;

const MOST_MINUTES = 24 * 60;
const TIMEOUT_SECONDS = 30;
const LOOK_SECONDS = 10;

function minutesOf(text: string): number {
  const minutes = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : MOST_MINUTES + 1;
  if (minutes > MOST_MINUTES)
    throw new UsageError(`--minutes ${text}: minutes are a whole number from 1 to ${MOST_MINUTES}.`);
  return minutes;
}

/** Waits until there are enough minutes, or until an agent of the canary has ended, which is worse in any case. */
async function untilWhole(look: () => Promise<AgentThere[]>, wholeAt: (agents: AgentThere[]) => number) {
  for (;;) {
    const agents = await look();
    const seconds = wholeAt(agents) - Date.now() / 1000;
    const hasEnded = agents.some(({ isCanary, restarts }) => isCanary && restarts > 0);
    if (seconds <= 0 || hasEnded) return agents;
    tell(`${Math.ceil(seconds)} s until the canary has run for long enough`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(seconds, LOOK_SECONDS) * 1000));
  }
}

type Values = ClusterOptions & { readonly minutes: string; readonly now: boolean; readonly json: boolean };

async function main({ minutes: text, now, json, ...options }: Values): Promise<number> {
  const minutes = minutesOf(text);
  const { access, plan } = await liveCluster(options);
  if (!plan) throw new UsageError("--stack is missing: its settings say which nodes are the canary's.");
  const { settings, stack } = plan;
  const { canary, scrapeIntervalSeconds: intervalSeconds } = settings.agent;
  if (!canary) throw new UserError(`Stack ${stack} has no canary: set agent.canary.nodeSelector (docs/canary.md).`);
  const labels = Object.entries(canary.nodeSelector)
    .map((label) => label.join("="))
    .join(" ");
  const api = await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS });
  const look = async () => {
    const agents = await agentsThere(api, stackNames(settings.namespaces).agent);
    if (!agents.some(({ isCanary }) => isCanary))
      throw new UserError(
        `No agent of the canary runs: label a node (kubectl label node NODE ${labels}), or update the stack.`,
      );
    return agents;
  };
  const wholeAt = (agents: AgentThere[]) => spansOf(agents, minutes, 0, intervalSeconds).isWholeAt;
  const agents = now ? await look() : await untilWhole(look, wholeAt);
  const asked = { ...certifiedOf(settings), minutes, intervalSeconds };
  const report = await withStore(settings, access, (store) => canaryReport(store, agents, asked, Date.now() / 1000));
  writeReport(report, json, (one, stream) => canaryLines(one, stack, settings, stream));
  return report.verdict === "equal" || report.verdict === "better" ? 0 : 1;
}

void runCommand({
  usage: USAGE,
  options: {
    ...CLUSTER_OPTIONS,
    minutes: { type: "string", default: "10" },
    now: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  run: main,
});
