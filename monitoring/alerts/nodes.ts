/** Alerts about the nodes themselves. */
import { SECONDS_PER_DAY } from "../../settings/sizing/units";
import { ON_CLUSTER, ON_NODE } from "../expressions";
import { LABELS, NODE_LABELS, RECORDED, SCRAPE } from "../metrics";
import { AGENT_JOB, NODE_EXPORTER_JOB } from "../ownParts";
import { aggregate, series } from "../promql";
import { DISK_USE_LIMIT, DISK_USE_WORTH_A_FORECAST, MEMORY_USE_LIMIT } from "../thresholds";
import { type AlertSpec, shown } from "./model";

const NODE = shown(LABELS.node);
const DEVICE = shown(LABELS.device);

const nodeExporterUp = series(SCRAPE.up, NODE_EXPORTER_JOB);

/** An agent is there, its node exporter is not, and the cluster had one within the hour (it can be switched off). */
const notSeen = [
  aggregate("count", NODE_LABELS, series(SCRAPE.up, AGENT_JOB)),
  `unless ${ON_NODE} ${nodeExporterUp}`,
  `and ${ON_CLUSTER} last_over_time(${nodeExporterUp}[1h])`,
].join(" ");

export const NODE_ALERTS: readonly AlertSpec[] = [
  {
    name: "NodeExporterMissing",
    severity: "warning",
    holds: "10m",
    expression: notSeen,
    summary: `Node ${NODE} has no node exporter`,
    description: `The agent on node ${NODE} reports its metrics, but finds no node exporter to scrape. CPU, memory and disks of the node are not monitored.`,
  },
  {
    name: "NodeDiskFilling",
    severity: "warning",
    holds: "1h",
    expression: `predict_linear(${RECORDED.diskUse}[6h], ${SECONDS_PER_DAY}) > 1 and ${RECORDED.diskUse} > ${DISK_USE_WORTH_A_FORECAST}`,
    summary: `Disk ${DEVICE} of node ${NODE} is predicted to be full within 24 hours`,
    description: `At the rate of the last 6 hours, disk ${DEVICE} of node ${NODE} will be {{ $value | humanizePercentage }} full in 24 hours.`,
  },
  {
    name: "NodeDiskAlmostFull",
    severity: "critical",
    holds: "15m",
    expression: `${RECORDED.diskUse} > ${DISK_USE_LIMIT}`,
    summary: `Disk ${DEVICE} of node ${NODE} is almost full`,
    description: `Disk ${DEVICE} of node ${NODE} is {{ $value | humanizePercentage }} full. The kubelet evicts pods from a node whose disk is full.`,
  },
  {
    name: "NodeMemoryHigh",
    severity: "warning",
    holds: "15m",
    expression: `${RECORDED.memoryUse} > ${MEMORY_USE_LIMIT}`,
    summary: `Memory use of node ${NODE} is high`,
    description: `Memory use of node ${NODE} has been above ${100 * MEMORY_USE_LIMIT}% for 15 minutes and is now {{ $value | humanizePercentage }}.`,
  },
];
