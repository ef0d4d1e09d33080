/** `npm run gameday -- --stack NAME --minutes N`: takes the store away for a time, and says whether the promise held. */
import { stackNames } from "../../contract/names";
import { objectAt, type Manifest } from "../../policy/evidence/reading";
import { agentsThere } from "../canary/agents";
import { type Certificate, certificateOf } from "../certificate/certificate";
import { certifiedOf } from "../certificate/certified";
import { Interrupted, runCommand, UsageError, UserError } from "../cli";
import { writeReport } from "../terminal";
import { openCluster } from "../live/api";
import { CLUSTER_OPTIONS, CLUSTER_USAGE, type ClusterOptions, liveCluster, type PlannedStack } from "../live/cluster";
import { openStore } from "../live/store";
import { MOST_MINUTES, refusals } from "./guards";
import { GRACE_SECONDS, interruptible, keep, startKeeper, Stopped } from "./keeper";
import { clock, gameDayLines, rolesText } from "./output";
import { endedAgents, outcomeOf, promiseOf } from "./promise";
import { bringBack, MARK, readStore } from "./record";
import { type Around, gameDay, restore } from "./run";

const USAGE = `Usage: npm run gameday -- --stack NAME --minutes N [options]

Deletes an agent's pod, takes the stack's Prometheus away for some minutes, brings it back, and says by the certificate
whether everything that the agents accepted is stored. Only where the namespace of Prometheus has the label
${MARK.key}=${MARK.value}.

${CLUSTER_USAGE}
  --minutes N        minutes without the store; with those of its start within outageMinutes
  --beyond           more minutes than are promised
  --spare-agents     delete no agent
  --yes-prod NAME    the stack's name a second time, for one that may be production
  --end              bring back what a game day has left behind, and nothing else
  --rbac             print the roles that an account needs, and ask no cluster
  --json             print JSON

Ctrl-C ends it early, and brings the store back first. A process of its own does so where this one is killed, and
--end where both are.

Exit status: 0 the promise held, 1 it did not, or it is not known, or a game day is refused, 2 wrong usage,
130 stopped by a person.`;

const TIMEOUT_SECONDS = 30;

/** Seconds in which the agents send what has waited, and the store has all of it. */
const CATCH_UP_SECONDS = 300;
const LOOK_SECONDS = 15;

interface Values extends ClusterOptions {
  readonly minutes?: string | undefined;
  readonly "yes-prod"?: string | undefined;
  readonly beyond: boolean;
  readonly "spare-agents": boolean;
  readonly end: boolean;
  readonly keep: boolean;
  readonly rbac: boolean;
  readonly json: boolean;
}

function minutesOf(text: string | undefined): number {
  const minutes = /^[1-9]\d{0,3}$/.test(text ?? "") ? Number(text) : MOST_MINUTES + 1;
  if (minutes > MOST_MINUTES)
    throw new UsageError(`--minutes ${text ?? "is missing"}: minutes are a whole number from 1 to ${MOST_MINUTES}.`);
  return minutes;
}

const tell = (text: string) => {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
};

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));

type Live = Awaited<ReturnType<typeof liveCluster>>;

async function aroundOf({ access }: Live, { settings }: PlannedStack): Promise<Around> {
  const api = await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS });
  const { agent, placements } = stackNames(settings.namespaces);
  return {
    api,
    placement: placements.prometheus,
    agents: () => agentsThere(api, agent),
    deleteAgent: (name) => api.remove(`/api/v1/namespaces/${agent.namespace}/pods/${name}`),
    now: () => Date.now() / 1000,
    ...{ sleep, tell, watch: () => undefined },
  };
}

/** The certificate, as soon as nothing waits any more. */
async function settled(
  live: Live,
  { settings }: PlannedStack,
  from: number,
  rest: Around["sleep"],
): Promise<Certificate> {
  const { scrapeIntervalSeconds: intervalSeconds } = settings.agent;
  const end = Date.now() / 1000 + CATCH_UP_SECONDS;
  const store = await openStore(settings, live.access);
  try {
    for (;;) {
      await rest(LOOK_SECONDS);
      const now = Date.now() / 1000;
      const certificate = await certificateOf(store, certifiedOf(settings), { from, to: now, intervalSeconds });
      const isSettled = !certificate.nodes.some(({ verdict }) => verdict === "waiting" || verdict === "lost");
      // What waits looks lost until it is sent, because newer samples are sent beside it.
      if ((isSettled && certificate.nodes.length > 0) || now > end) return certificate;
      tell("something still waits in the agents");
    }
  } finally {
    await store.close();
  }
}

/** @throws UserError with every reason against it */
async function refuse(around: Around, plan: PlannedStack, asked: Parameters<typeof refusals>[0]): Promise<string[]> {
  const { api, placement } = around;
  const namespace = await api.get<Manifest>(`/api/v1/namespaces/${placement.namespace}`);
  const [store, agents] = [await readStore(api, placement), await around.agents()];
  const reasons = refusals(asked, plan.settings, {
    labels: objectAt(namespace, "metadata", "labels"),
    store,
    unready: agents.filter(({ isReady }) => !isReady).map(({ node }) => node),
    agents: agents.length,
  });
  if (reasons.length > 0)
    throw new UserError(["No game day:", ...reasons.map((reason) => `  - ${reason}.`)].join("\n"));
  return agents.map(({ node }) => node);
}

/** The words that name the stack, for the process that ends the game day. */
function naming({ stack, config, kubeconfig, context }: ClusterOptions): string[] {
  const named = Object.entries({ stack, config, kubeconfig, context });
  return named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

async function main(values: Values): Promise<number> {
  const live = await liveCluster(values);
  const { plan } = live;
  if (!plan) throw new UsageError("--stack is missing: its settings say what is promised.");
  const { settings, stack } = plan;
  if (values.rbac) {
    process.stdout.write(rolesText(settings));
    return 0;
  }
  if (settings.metrics.kind !== "prometheus")
    throw new UserError(`Stack ${stack} has no store of its own, and that of others is not taken away.`);
  const around = await aroundOf(live, plan);
  if (values.keep) {
    await keep((until) => bringBack(around.api, around.placement, until));
    return 0;
  }
  if (values.end) {
    await restore(around);
    return 0;
  }
  const minutes = minutesOf(values.minutes);
  const asked = { stack, minutes, beyond: values.beyond, yesProd: values["yes-prod"] };
  const nodes = await refuse(around, plan, asked);
  const stop = interruptible();
  const promised = promiseOf(settings);
  const keeper = await startKeeper(naming(values));
  const watch = (until: number) => {
    keeper.watch(until);
    tell(
      `process ${keeper.pid} brings the store back at ${clock(until + GRACE_SECONDS)} UTC, or once this one is gone`,
    );
  };
  const kills = values["spare-agents"] ? undefined : promised;
  try {
    const course = await gameDay({ ...around, sleep: stop.sleep, watch }, minutes * 60, kills);
    const begun = course.begun - settings.agent.scrapeIntervalSeconds;
    const certificate = await settled(live, plan, begun, stop.sleep);
    const ended = endedAgents(promised.survives, course.agents, await around.agents());
    const report = { outcome: outcomeOf(certificate, nodes, ended), promised, course, ended, certificate };
    writeReport(report, values.json, gameDayLines);
    return report.outcome === "held" ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    await restore(around);
    tell("stopped; the store is back");
    throw new Interrupted();
  }
}

void runCommand({
  usage: USAGE,
  options: {
    ...CLUSTER_OPTIONS,
    minutes: { type: "string" },
    "yes-prod": { type: "string" },
    beyond: { type: "boolean", default: false },
    "spare-agents": { type: "boolean", default: false },
    end: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    rbac: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
  run: main,
});
