/** The nodes of the cluster. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import type { Source } from "../source";

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export interface NodeThere {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Version of its kubelet, such as `v1.34.2`. */
  readonly version: string;
  /** Why it is not ready, in the words of its condition; absent where it is. */
  readonly notReady?: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export const texts = (map: Manifest) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));

/** A time of the API as milliseconds since 1970; zero where there is none. */
export const timeOf = (text: string) => (text === "" ? 0 : Date.parse(text));

function notReadyOf(node: Manifest): string | undefined {
  const ready = listAt(node, "status", "conditions").find((condition) => at(condition, "type") === "Ready");
  if (at(ready, "status") === "True") return undefined;
  return textAt(ready, "message") || textAt(ready, "reason") || "it has no condition Ready";
}

function nodeThere(node: Manifest): NodeThere {
  const notReady = notReadyOf(node);
  return {
    name: textAt(node, "metadata", "name"),
    labels: texts(objectAt(node, "metadata", "labels")),
    taints: listAt(node, "spec", "taints").map((taint) => ({
      key: textAt(taint, "key"),
      value: textAt(taint, "value"),
      effect: textAt(taint, "effect"),
    })),
    version: textAt(node, "status", "nodeInfo", "kubeletVersion"),
    ...(notReady !== undefined && { notReady }),
    created: timeOf(textAt(node, "metadata", "creationTimestamp")),
  };
}

export const NODES: Source<NodeThere[]> = {
  what: "Nodes",
  rights: () => [{ group: "", resources: ["nodes"], verbs: ["list"] }],
  read: ({ list }) => list("/api/v1/nodes", nodeThere),
};

/** Whether an image for Linux runs on it. */
export const isLinux = ({ labels }: NodeThere) => labels["kubernetes.io/os"] !== "windows";
