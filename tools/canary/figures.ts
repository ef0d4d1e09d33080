/**
 * What a canary's agents are compared by. Each figure is of a node; a difference counts from `tolerance` on, of the
 * value that it is compared with, and from `least` on.
 */
import { ACCEPTED, ACCEPTED_BY_WRITER } from "../../monitoring/agentCounters";
import { AGENT, LABELS, SCRAPE } from "../../monitoring/metrics";
import { aboutStack, AGENT_JOB, type StackIdentity } from "../../monitoring/ownParts";
import { aggregate, all, isNot, limited, matches, rate, series } from "../../monitoring/promql";
import type { Labels, Store } from "../live/store";

/** The stack, and the nodes that are looked at. */
export interface Looked extends StackIdentity {
  readonly isNumbered: boolean;
  /** Seconds between two scrapes. */
  readonly intervalSeconds: number;
  readonly nodes: readonly string[];
}

/** Unix seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Values by what is compared, such as a target of a node; a figure of a node has one, whose key is empty. */
export type ByNode = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface FigureKind {
  readonly name: string;
  readonly unit: string;
  /** Which difference is worse. Only less of what agents cost is better. */
  readonly worse: "more" | "less" | "either";
  /** Whether nodes may be compared with each other, and not only with themselves: what they have to do is in the value. */
  readonly isOfAnyNode: boolean;
  /** Share of what it is compared with. */
  readonly tolerance: number;
  /** In the figure's unit. */
  readonly least: number;
  /** Why the tolerance is as it is. */
  readonly reason: string;
  readonly digits: number;
  /** Values by node and by what is compared. */
  readonly read: (store: Store, looked: Looked, span: Span) => Promise<ByNode>;
}

const escaped = (name: string) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A selector of what the stack has of these nodes. */
const named = (selector: string, looked: Looked) =>
  limited(aboutStack(selector, looked), matches(LABELS.node, looked.nodes.map(escaped).join("|")));

const windowOf = ({ from, to }: Span) => `${Math.max(1, Math.round(to - from))}s`;

async function valuesOf(store: Store, expression: string, at: number, keyOf: (labels: Labels) => string) {
  const byNode = new Map<string, Map<string, number>>();
  for (const { labels, value } of await store.query(expression, at)) {
    const node = labels[LABELS.node] ?? "";
    const values = byNode.get(node) ?? new Map<string, number>();
    byNode.set(node, values.set(keyOf(labels), value));
  }
  return byNode;
}

const ONE = () => "";
const TARGET = [LABELS.node, LABELS.job, LABELS.instance];

/** A target as it is told: an agent's own target is another pod than before, and so is not among them. */
const targetOf = (labels: Labels) => `${labels[LABELS.job] ?? ""} at ${labels[LABELS.instance] ?? ""}`;

const OTHER_TARGETS = all(isNot(LABELS.job, "otel-agent"), isNot(LABELS.instance, ""));

const cpu: FigureKind = {
  name: "CPU per sample",
  isOfAnyNode: true,
  unit: "µs",
  worse: "more",
  tolerance: 0.3,
  least: 1,
  reason:
    "garbage collection, other pods of the node and the share of the fixed work in a small load move it by a fifth from one window to the next",
  digits: 0,
  read: (store, looked, span) => {
    const [accepted = ""] = (looked.isNumbered ? ACCEPTED_BY_WRITER : ACCEPTED).map((counter) => counter());
    const perNode = (selector: string) =>
      aggregate("sum", [LABELS.node], rate(named(selector, looked), windowOf(span)));
    const expression = `1e6 * ${perNode(series(AGENT.cpuSeconds, AGENT_JOB))} / (${perNode(accepted)} > 0)`;
    return valuesOf(store, expression, span.to, ONE);
  },
};

const memory: FigureKind = {
  name: "memory",
  isOfAnyNode: true,
  unit: "MiB",
  worse: "more",
  tolerance: 0.25,
  least: 16,
  reason: "the heap of an agent moves between two garbage collections by a third of what lives in it",
  digits: 0,
  read: (store, looked, span) => {
    const selector = named(series(AGENT.memoryBytes, AGENT_JOB), looked);
    // Two agents of a node have one after the other.
    const expression = `${aggregate("max", [LABELS.node], `avg_over_time(${selector}[${windowOf(span)}])`)} / 2 ^ 20`;
    return valuesOf(store, expression, span.to, ONE);
  },
};

const targets: FigureKind = {
  name: "targets",
  isOfAnyNode: false,
  unit: "",
  worse: "less",
  tolerance: 0.2,
  least: 2,
  reason: "pods come and go; an agent that does not find its pods loses most of them",
  digits: 0,
  read: (store, looked, span) => {
    const up = named(series(SCRAPE.up, OTHER_TARGETS), looked);
    return valuesOf(store, aggregate("count", [LABELS.node], `${up} == 1`), span.to, ONE);
  },
};

/** Samples of a scrape. The median: a scrape that fails has none, as while a pod starts. */
const scraped = (looked: Looked, span: Span) => {
  const selector = named(series(SCRAPE.samples, OTHER_TARGETS), looked);
  return aggregate("sum", TARGET, `quantile_over_time(0.5, ${selector}[${windowOf(span)}])`);
};

const samples: FigureKind = {
  name: "samples per target",
  unit: "a scrape",
  worse: "less",
  isOfAnyNode: false,
  tolerance: 0.25,
  least: 10,
  reason:
    "a target exposes more by its own traffic and less after a restart; only targets that were there before are compared",
  digits: 0,
  read: (store, looked, span) => valuesOf(store, scraped(looked, span), span.to, targetOf),
};

const stored: FigureKind = {
  name: "series stored per sample of a scrape",
  unit: "",
  worse: "either",
  isOfAnyNode: false,
  tolerance: 0.1,
  least: 0.05,
  reason:
    "it is the agent that keeps or drops what a target exposes: the target's own growth is in both numbers, and a kubelet exposes little that comes and goes",
  digits: 2,
  read: (store, looked, span) => {
    // A query at a time also finds samples of five minutes before, which another agent has written.
    const fresh = `last_over_time(${named(`{${OTHER_TARGETS}}`, looked)}[${Math.ceil(2.5 * looked.intervalSeconds)}s])`;
    const kept = aggregate("count", TARGET, fresh);
    return valuesOf(store, `${kept} / (${scraped(looked, span)} > 0)`, span.to, targetOf);
  },
};

export const FIGURES: readonly FigureKind[] = [cpu, memory, targets, samples, stored];
