/** Recording rules: expressions per node that are queried often or over long ranges. */
import { ACCEPTED, SENT } from "./agentCounters";
import { agentRate, cpuUse, diskUse, EVERY_NODE, loadPerCpu, lostRate, memoryUse, queueUse } from "./expressions";
import { RECORDED } from "./metrics";
import type { RecordingRule, RuleGroup } from "./alerts/model";

const AGENT_RULES: readonly RecordingRule[] = [
  { record: RECORDED.accepted, expr: agentRate(ACCEPTED, EVERY_NODE) },
  { record: RECORDED.sent, expr: agentRate(SENT, EVERY_NODE) },
  { record: RECORDED.lost, expr: lostRate(EVERY_NODE) },
  { record: RECORDED.queueUse, expr: queueUse(EVERY_NODE) },
];

const NODE_RULES: readonly RecordingRule[] = [
  { record: RECORDED.cpuUse, expr: cpuUse(EVERY_NODE) },
  { record: RECORDED.loadPerCpu, expr: loadPerCpu(EVERY_NODE) },
  { record: RECORDED.memoryUse, expr: memoryUse(EVERY_NODE) },
  { record: RECORDED.diskUse, expr: diskUse(EVERY_NODE) },
];

/** The groups of recording rules. */
export const RECORDING_GROUPS: readonly RuleGroup<RecordingRule>[] = [
  { name: "agent-recording", rules: AGENT_RULES },
  { name: "node-recording", rules: NODE_RULES },
];
