/** What checks look at: each source is read once, when a check needs it. */
import type { StackNames } from "../../contract/names";
import type { Manifest } from "../../policy/evidence/reading";
import type { Settings } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { type ClusterApi, RequestError } from "../live/api";
import type { PlannedStack } from "../live/cluster";
import { listObjects } from "../live/reader";
import type { Store } from "../live/store";
import type { Wanted } from "../live/wanted";

/** What should be there. */
export interface Expected {
  /** Names of the stack's parts. */
  readonly names: StackNames;
  /** Absent without `--stack`. */
  readonly plan?: ExpectedPlan;
}

export interface ExpectedPlan {
  readonly planned: PlannedStack;
  readonly wanted: Wanted;
}

/** A right that an account needs. */
export interface Right {
  /** API group; empty for the core group. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Absent: in every namespace, or an object without one. */
  readonly namespace?: string;
  /** Names of the objects. Absent: all. */
  readonly names?: readonly string[];
}

/** Why nothing is said about something that this stack does not have, or that was not asked about. */
export class NotAsked extends Error {}

/** The way to everything that sources read. */
export interface Access {
  readonly api: ClusterApi;
  readonly expected: Expected;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** All objects of a list; `read` says what is kept of each. */
  readonly list: <T>(path: string, read: (object: Manifest) => T) => Promise<T[]>;
  /** Opens the metrics store; it is closed at the end. */
  readonly openStore: (settings: Settings) => Promise<Store>;
  /** What another source has read. */
  readonly read: <T>(source: Source<T>) => Promise<T>;
}

/** Something that is read of a cluster or of its store. */
export interface Source<T> {
  /** Such as `Nodes`, for the sentence that they could not be read. */
  readonly what: string;
  /** The least rights with which it can be read. */
  readonly rights: (expected: Expected) => readonly Right[];
  /** @throws RequestError, StoreError or NotAsked where it cannot be read */
  readonly read: (access: Access) => Promise<T>;
}

/** The plan of the stack. */
export const PLAN: Source<ExpectedPlan> = {
  what: "The plan",
  rights: () => [],
  read: ({ expected: { plan } }) =>
    plan ? Promise.resolve(plan) : Promise.reject(new NotAsked("it compares with a plan, which needs --stack")),
};

/** When the sources were read, in milliseconds since 1970. */
export const NOW: Source<number> = { what: "The time", rights: () => [], read: ({ now }) => Promise.resolve(now()) };

/** Most objects of a list. */
const MOST = 200_000;

/** What an examination has besides the cluster. */
export interface Surroundings {
  readonly expected: Expected;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Reads sources, each once. */
export function accessTo(api: ClusterApi, openStore: Access["openStore"], { expected, now }: Surroundings): Access {
  const values = new Map<Source<unknown>, Promise<unknown>>();
  const access: Access = {
    api,
    expected,
    now,
    openStore,
    list: (path, read) => {
      return listObjects(api, path, read, { most: MOST });
    },
    read: <T>(source: Source<T>) => {
      const value = values.get(source) ?? source.read(access);
      values.set(source, value);
      return value as Promise<T>;
    },
  };
  return access;
}

/** Why a source could not be read, as the rest of a sentence; undefined for an error of the program. */
export function reasonOf(error: unknown): string | undefined {
  // The store's own words.
  if (error instanceof UserError) return error.message.replace(/\.$/, "");
  if (!(error instanceof RequestError)) return undefined;
  return error.status === 403 ? "the account may not read it (--rbac prints the rights that it needs)" : error.message;
}
