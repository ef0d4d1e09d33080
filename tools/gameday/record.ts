/**
 * Takes the store away and brings it back. What it was is on the StatefulSet itself: one request writes the record and
 * takes the pod away, and one undoes both, so that neither is ever without the other.
 */
import type { Placement } from "../../contract/names";
import { at, type Manifest, textAt } from "../../policy/evidence/reading";
import type { ChangingApi, ClusterApi } from "../live/api";

/** Annotation of a store that a game day has taken away. */
export const RECORD = "gke-telemetry/game-day";

/** Label of a namespace whose store may be taken away, and its value. */
export const MARK = { key: "gke-telemetry/game-days", value: "allowed" } as const;

/** What a game day has taken away. */
export interface GameDay {
  readonly replicas: number;
  /** When it has to be back, in Unix seconds. */
  readonly until: number;
}

export interface StoreThere {
  readonly exists: boolean;
  readonly resourceVersion: string;
  readonly replicas: number;
  readonly ready: number;
  /** Present while a game day has it, or has left it behind. */
  readonly gameDay?: GameDay;
}

export const storePath = ({ namespace, name }: Placement) =>
  `/apis/apps/v1/namespaces/${namespace}/statefulsets/${name}`;

/** What an annotation says; replicas of a text that nobody can read are the one that the stack has. */
export function gameDayOf(store: Manifest | undefined): GameDay | undefined {
  const text = textAt(store, "metadata", "annotations", RECORD);
  if (text === "") return undefined;
  const [, replicas = "1", until = "0"] = /^replicas=([1-9]\d{0,2}) until=(\d{1,12})$/.exec(text) ?? [];
  return { replicas: Number(replicas), until: Number(until) };
}

export async function readStore(api: ClusterApi, placement: Placement): Promise<StoreThere> {
  const store = await api.get<Manifest>(storePath(placement));
  const gameDay = gameDayOf(store);
  return {
    exists: store !== undefined,
    resourceVersion: textAt(store, "metadata", "resourceVersion"),
    replicas: Number(at(store, "spec", "replicas") ?? 1),
    ready: Number(at(store, "status", "readyReplicas") ?? 0),
    ...(gameDay && { gameDay }),
  };
}

/**
 * Takes the store away.
 *
 * @param until Unix seconds
 * @throws RequestError with status 409 where somebody has changed the store since it was read
 */
export async function takeAway(
  api: ChangingApi,
  placement: Placement,
  store: StoreThere,
  until: number,
): Promise<void> {
  await api.patch(storePath(placement), {
    metadata: {
      resourceVersion: store.resourceVersion,
      annotations: { [RECORD]: `replicas=${store.replicas} until=${Math.ceil(until)}` },
    },
    spec: { replicas: 0 },
  });
}

/**
 * Brings the store back as it was. Nothing happens where no game day has it.
 *
 * @param until only a store that has to be back at this time, in Unix seconds. Default: at any
 * @returns whether a game day had it
 */
export async function bringBack(api: ChangingApi, placement: Placement, until?: number): Promise<boolean> {
  const { gameDay } = await readStore(api, placement);
  if (!gameDay || (until !== undefined && gameDay.until !== Math.ceil(until))) return false;
  await api.patch(storePath(placement), {
    metadata: { annotations: { [RECORD]: null } },
    spec: { replicas: gameDay.replicas },
  });
  return true;
}
