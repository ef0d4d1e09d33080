/** The cases of all alerts. */
import { AGENT_CASES } from "./cases/agent";
import { COPIES_LOST, EXPORTER_CASES } from "./cases/exporters";
import { LOG_CASES } from "./cases/logs";
import { EARLY_CASES } from "./cases/delivery/early";
import { DELIVERY_CASES } from "./cases/delivery/delivery";
import { LOSS_CASES } from "./cases/losses";
import type { AlertCase } from "./cases/model";
import { MONITOR_CASES } from "./cases/cluster/monitors";
import { NODE_CASES } from "./cases/nodes";
import { OBJECT_CASES } from "./cases/cluster/objects";
import { READINESS_CASES } from "./cases/cluster/readiness";
import { PROMETHEUS_CASES } from "./cases/prometheus";
import { TRACE_CASES } from "./cases/traces/traces";
import { WRITE_PATH_CASES } from "./cases/writePath";

/** Alerts about what is lost on the way to the stack's own stores. */
const OF_LOSSES = ["AgentSendFailed", "AgentEnqueueFailed", "SpanSendFailed", "SpanQueueOverflow", "LogsSendFailed"];

const COPIES = { situation: "further destinations get no copies", at: "6m", input: COPIES_LOST };

const knowsCopies = (one: AlertCase): AlertCase =>
  OF_LOSSES.includes(one.alert) ? { ...one, silent: [...one.silent, COPIES] } : one;

const ALL: readonly AlertCase[] = [
  ...AGENT_CASES,
  ...LOSS_CASES,
  ...WRITE_PATH_CASES,
  ...NODE_CASES,
  ...OBJECT_CASES,
  ...READINESS_CASES,
  ...PROMETHEUS_CASES,
  ...MONITOR_CASES,
  ...EXPORTER_CASES,
  ...LOG_CASES,
  ...DELIVERY_CASES,
  ...EARLY_CASES,
  ...TRACE_CASES,
];

/** For every alert, a case in which it fires and cases close by in which it does not. */
export const ALERT_CASES: readonly AlertCase[] = ALL.map(knowsCopies);
