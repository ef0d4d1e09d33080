/** What the store answers to the agents, in its own words: the agents write them to their logs. */
import { CHART_NAME } from "../../../contract/collector/chart";
import { at, textAt, type Manifest } from "../../../policy/evidence/reading";
import { inTurns } from "../../live/inTurns";
import { printable } from "../../text";
import type { Source } from "../source";
import { AGENT_PODS, type AgentPod } from "./agents";

/** An answer other than that the store has taken a request. */
export interface StoreAnswer {
  /** Node of the agent that got it. */
  readonly node: string;
  /** HTTP status; 0 where nothing answered. */
  readonly status: number;
  /** The beginning of what it said, as one line. */
  readonly words: string;
}

/** Seconds that are looked at: an agent says the same thing once in 30 seconds while it goes on. */
const SECONDS = 120;

/** Agents that are asked at most, the first by node: what one store says to them is much the same. */
const MOST_AGENTS = 20;

const MOST_LINES = 500;
const MOST_CHARACTERS = 200;

/** What the project's exporter says where the store is as it should be. */
const HARMLESS = "so 1.0 is used";

function entryOf(line: string): Manifest {
  try {
    const entry = JSON.parse(line) as unknown;
    return typeof entry === "object" && entry !== null ? (entry as Manifest) : {};
  } catch {
    return {};
  }
}

/**
 * What a line of an agent's log tells of an answer of the store; undefined for every other line.
 *
 * The project's exporter writes `status` and `answer`, contrib's `status_code` and `error`.
 */
export function answerOf(line: string): Omit<StoreAnswer, "node"> | undefined {
  const entry = entryOf(line);
  const message = textAt(entry, "msg");
  const said = (status: unknown, words: string) => ({
    status: Number(status ?? 0),
    words: printable(words.trim()).slice(0, MOST_CHARACTERS),
  });
  if (textAt(entry, "otelcol.component.kind") !== "exporter" || textAt(entry, "otelcol.signal") !== "metrics")
    return undefined;
  if (message.startsWith("The store ") && !message.endsWith(HARMLESS))
    return said(at(entry, "status"), textAt(entry, "answer"));
  const isContrib = textAt(entry, "otelcol.component.id").startsWith("prometheus_remote_write");
  return isContrib && message.startsWith("failed to send WriteRequest")
    ? said(at(entry, "status_code"), textAt(entry, "error"))
    : undefined;
}

/** The newest answer that each agent's log has. */
export const STORE_ANSWERS: Source<StoreAnswer[]> = {
  what: "The agents' logs",
  rights: (expected) => [
    { group: "", resources: ["pods/log"], verbs: ["get"], namespace: expected.names.agent.namespace },
    ...AGENT_PODS.rights(expected),
  ],
  read: async ({ api, read, expected: { names } }) => {
    const running = (await read(AGENT_PODS)).filter(({ containers }) =>
      containers.some(({ name, isRunning }) => name === CHART_NAME && isRunning),
    );
    const byNode = (one: AgentPod, other: AgentPod) => (one.node < other.node ? -1 : 1);
    const query = new URLSearchParams({
      container: CHART_NAME,
      sinceSeconds: String(SECONDS),
      tailLines: String(MOST_LINES),
    }).toString();
    const answers = await inTurns([...running].sort(byNode).slice(0, MOST_AGENTS), async ({ name, node }) => {
      const log = await api.text(`/api/v1/namespaces/${names.agent.namespace}/pods/${name}/log?${query}`);
      const newest = (log ?? "")
        .split("\n")
        .map(answerOf)
        .findLast((answer) => answer !== undefined);
      return newest ? [{ node, ...newest }] : [];
    });
    return answers.flat();
  },
};
