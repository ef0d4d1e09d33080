/** What a look at a running stack is made of: its cluster, its store and what was planned. */
import type { StackNames } from "../../../contract/names";
import type { Settings } from "../../../settings/schema/settings";
import { all } from "../../../monitoring/promql";
import { listAt, type Manifest, objectAt, textAt } from "../../../policy/evidence/reading";
import type { ClusterApi } from "../../live/api";
import type { PodPort } from "../../live/portForward";
import * as matchers from "../../../monitoring/ownParts";
import type { Store, Value } from "../../live/store";

export interface PodResponse {
  readonly status: number;
  /** The first of it. */
  readonly body: string;
}

/** A way to the port of a pod, for the requests that only the pod itself can answer. */
export type PodRequest = (pod: PodPort, url: string) => Promise<PodResponse>;

/** A running stack. Its methods throw RequestError or UserError where it does not answer. */
export interface Look {
  readonly settings: Settings;
  readonly names: StackNames;
  /** The collectors' configurations as planned, by role. */
  readonly planned: Readonly<Record<string, unknown>>;
  readonly api: ClusterApi;
  /** The store, or why it cannot be asked. */
  readonly store: () => Promise<Store>;
  /** Asks a pod by HTTP, through a port-forward. */
  readonly askPod: PodRequest;
  /** Unix seconds. */
  readonly now: () => number;
}

const PAGE = 500;

/** All objects of a list. An API that does not exist has none. */
export async function listed({ api }: Pick<Look, "api">, path: string): Promise<Manifest[]> {
  const found: Manifest[] = [];
  let next = "";
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(next !== "" && { continue: next }) });
    const page = await api.get<Manifest>(`${path}${path.includes("?") ? "&" : "?"}${query.toString()}`);
    found.push(...listAt(page, "items").map((item) => objectAt({ item }, "item")));
    next = textAt(page, "metadata", "continue");
  } while (next !== "");
  return found;
}

export async function asked(look: Look, expression: string, at?: number): Promise<Value[]> {
  return (await look.store()).query(expression, at);
}

/** A label matcher of PromQL. */
export const matcher = (label: string, value: string) => `${label}=${JSON.stringify(value)}`;

/** Matchers of the series of this stack: a store may have those of several. */
export function ofStack({ settings }: Pick<Look, "settings">): string {
  return all(...matchers.ofStack(matchers.identityOf(settings)));
}

/** Matchers of the series that are this stack's or nobody's. */
export function ofStackOrNone({ settings }: Pick<Look, "settings">): string {
  return all(...matchers.ofStackOrNone(matchers.identityOf(settings)));
}

/** `12 s`, `5 min`, `3 h` or `2 d`. */
export function durationText(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
  ] as const;
  const [unit, size] = units.find(([, size]) => seconds >= 2 * size) ?? (["s", 1] as const);
  return `${Math.max(0, Math.round(seconds / size))} ${unit}`;
}

export const nameOf = (object: unknown) => textAt(object, "metadata", "name");
export const namespaceOf = (object: unknown) => textAt(object, "metadata", "namespace");
export const labelsOf = (object: unknown) => objectAt(object, "metadata", "labels") as Record<string, string>;
export const annotationsOf = (object: unknown) => objectAt(object, "metadata", "annotations") as Record<string, string>;
