/** The cases of all alerts. */
import { AGENT_CASES } from "./cases/agent";
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

/** For every alert, a case in which it fires and cases close by in which it does not. */
export const ALERT_CASES: readonly AlertCase[] = [
  ...AGENT_CASES,
  ...LOSS_CASES,
  ...WRITE_PATH_CASES,
  ...NODE_CASES,
  ...OBJECT_CASES,
  ...READINESS_CASES,
  ...PROMETHEUS_CASES,
  ...MONITOR_CASES,
  ...LOG_CASES,
  ...DELIVERY_CASES,
  ...EARLY_CASES,
  ...TRACE_CASES,
];
