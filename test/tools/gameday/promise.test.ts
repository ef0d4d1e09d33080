import assert from "node:assert/strict";
import type { AgentThere } from "../../../tools/canary/agents";
import type { Certificate, NodeCertificate } from "../../../tools/certificate/certificate";
import { NOTHING_COUNTED } from "../../../tools/certificate/counters";
import { endedAgents, outcomeOf } from "../../../tools/gameday/promise";

const agent = (node: string, more: Partial<AgentThere> = {}): AgentThere => ({
  ...{ name: `agent-on-${node}`, node, isCanary: false, isReady: true, created: 0, restarts: 0 },
  ...more,
});
const AGENTS = [agent("node-1"), agent("node-2")];

function node(name: string, verdict: NodeCertificate["verdict"], lost = 0): NodeCertificate {
  const gaps = lost > 0 ? [{ cause: "lost" as const, from: 0, to: 10, samples: lost }] : [];
  const requests = { accepted: 20, stored: 20, gaps: [] };
  return { node: name, accepted: 20, stored: 20 - lost, gaps, requests, samples: NOTHING_COUNTED, verdict };
}

const outcome = (survives: "process" | "pod" | "node", now: readonly AgentThere[], ...nodes: NodeCertificate[]) =>
  outcomeOf({ nodes } as unknown as Certificate, ["node-1", "node-2"], endedAgents(survives, AGENTS, now));

const KILLED = [agent("node-1", { restarts: 1 }), agent("node-2")];
const REPLACED = [agent("node-1", { name: "another" }), agent("node-2")];
const [LOST, DELIVERED, OTHER] = [node("node-1", "lost", 7), node("node-1", "delivered"), node("node-2", "delivered")];

describe("the outcome of a game day", () => {
  it("is that the promise held where everything is stored, and that it did not where something is lost", () => {
    assert.equal(outcome("process", AGENTS, DELIVERED, OTHER), "held");
    assert.equal(outcome("process", AGENTS, LOST, OTHER), "broken");
  });

  it("asks no node whose agent ended, where its memory was all that was promised", () => {
    assert.equal(outcome("process", KILLED, LOST, OTHER), "held");
    assert.equal(outcome("process", REPLACED, LOST, OTHER), "held");
  });

  it("asks it where files outlive the process, and where they outlive the pod", () => {
    assert.equal(outcome("pod", KILLED, LOST, OTHER), "broken");
    assert.equal(outcome("pod", REPLACED, LOST, OTHER), "held");
    assert.equal(outcome("node", REPLACED, LOST, OTHER), "broken");
  });

  it("is that the promise did not hold where another node lost something, and unknown where no node is left", () => {
    assert.equal(outcome("process", KILLED, LOST, node("node-2", "lost", 1)), "broken");
    assert.equal(outcome("process", [], LOST, node("node-2", "lost", 1)), "unknown");
    assert.equal(outcome("process", KILLED, LOST), "unknown");
  });
});
