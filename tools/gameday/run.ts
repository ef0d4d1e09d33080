/** A game day: an agent's pod is deleted, the store is away for a time, and everything comes back. */
import type { Placement } from "../../contract/names";
import type { AgentThere } from "../canary/agents";
import { UserError } from "../cli";
import type { ChangingApi } from "../live/api";
import { bringBack, readStore, type StoreThere, takeAway } from "./record";
import type { Promised } from "./promise";

/** What a run has besides the cluster. */
export interface Around {
  readonly api: ChangingApi;
  readonly placement: Placement;
  readonly agents: () => Promise<AgentThere[]>;
  /** Deletes a pod in the agents' namespace. */
  readonly deleteAgent: (name: string) => Promise<void>;
  /** Unix seconds. */
  readonly now: () => number;
  /** Rejects where the person stops the run. */
  readonly sleep: (seconds: number) => Promise<void>;
  readonly tell: (text: string) => void;
  /** Is told before the store is taken away when it has to be back, in Unix seconds. */
  readonly watch: (until: number) => void;
}

/** What happened, in Unix seconds. */
export interface Course {
  readonly begun: number;
  readonly away: number;
  readonly back: number;
  readonly killed?: { readonly name: string; readonly node: string; readonly at: number };
  /** The agents of the outage, as they were when it began. */
  readonly agents: readonly AgentThere[];
}

const LOOK_SECONDS = 2;

/** Seconds for pods to go and to come, a pull of the image included. */
const MOST_SECONDS = 300;

async function until(around: Around, what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = around.now() + MOST_SECONDS;
  while (!(await isSo())) {
    if (around.now() > end) throw new UserError(`Waited for ${MOST_SECONDS} s, and it is not so: ${what}.`);
    await around.sleep(LOOK_SECONDS);
  }
}

/** Deletes the pod of one agent, that of the first node by name, and waits for the next one. */
async function kill(around: Around): Promise<Course["killed"]> {
  const [victim] = (await around.agents()).sort((one, other) => (one.node < other.node ? -1 : 1));
  if (!victim) return undefined;
  const at = around.now();
  around.tell(`agent ${victim.name} on ${victim.node} is deleted`);
  await around.deleteAgent(victim.name);
  await until(around, `the agent of ${victim.node} is ready again`, async () =>
    (await around.agents()).some(({ node, name, isReady }) => node === victim.node && name !== victim.name && isReady),
  );
  return { name: victim.name, node: victim.node, at };
}

const isReady = ({ replicas, ready }: StoreThere) => replicas > 0 && ready >= replicas;

/** Brings the store back, and waits until it answers. */
export async function restore({ placement, api, ...around }: Around): Promise<void> {
  if (await bringBack(api, placement)) around.tell("the store is brought back");
  await until({ placement, api, ...around }, "the store is ready again", async () =>
    isReady(await readStore(api, placement)),
  );
}

/**
 * Runs a game day. However it ends, the store has been brought back.
 *
 * @param seconds for which the store is away
 * @param promised says when an agent is deleted; undefined for none
 */
export async function gameDay(around: Around, seconds: number, promised: Promised | undefined): Promise<Course> {
  const { api, placement, now, sleep, tell } = around;
  const begun = now();
  let killed = promised?.kill === "before the outage" ? await kill(around) : undefined;
  const [agents, store] = [await around.agents(), await readStore(api, placement)];
  const end = now() + seconds;
  around.watch(end);
  try {
    await takeAway(api, placement, store, end);
    tell(`the store is taken away for ${seconds} s`);
    await until(around, "the store's pod is gone", async () => (await readStore(api, placement)).ready === 0);
    const away = now();
    if (promised?.kill === "in the outage") {
      await sleep(seconds / 2);
      killed = await kill(around);
    }
    await sleep(Math.max(0, end - now()));
    await restore(around);
    return { begun, away, back: now(), agents, ...(killed && { killed }) };
  } finally {
    // Whatever happened before: where the store is back already, this does nothing.
    await bringBack(api, placement);
  }
}
