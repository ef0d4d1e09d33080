/** The dashboard of the nodes, from node exporter's metrics. */
import { cpuUse, diskUse, loadPerCpu, memoryUse } from "../expressions";
import { NODE } from "../clusterMetrics";
import { LABELS, NODE_LABELS, SCRAPE } from "../metrics";
import { NODE_EXPORTER_JOB } from "../ownParts";
import { aggregate, is, rate, series } from "../promql";
import { DISK_USE_LIMIT, MEMORY_USE_LIMIT } from "../thresholds";
import { agentStarts } from "./grafana/annotations";
import { dashboard } from "./grafana/layout";
import type { Dashboard, PanelSpec, RowSpec } from "./grafana/model";
import { MOST_LINES, stat, timeseries, type TimeseriesOptions } from "./grafana/panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, RATE_WINDOW } from "./grafana/variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;
const DEVICE_LEGEND = `${NODE_LEGEND} {{${LABELS.device}}}`;
const DEVICE_LABELS = [...NODE_LABELS, LABELS.device];

const ofNodes = (metric: string): string => series(metric, ...CHOSEN_NODES);
const byDevice = (metric: string): string => aggregate("sum", DEVICE_LABELS, rate(ofNodes(metric), RATE_WINDOW));

function graph(options: Omit<TimeseriesOptions, "width">, expression: string, legend = NODE_LEGEND): PanelSpec {
  return timeseries({ ...options, width: 12, most: MOST_LINES }, [{ expression, legend }]);
}

const overview: RowSpec = {
  title: "Overview",
  panels: [
    stat(
      { title: "Nodes", unit: "short", width: 4, description: "Nodes whose node exporter can be scraped." },
      aggregate("sum", [], series(SCRAPE.up, NODE_EXPORTER_JOB, ...CHOSEN_NODES)),
    ),
    stat(
      { title: "CPU cores", unit: "short", width: 4, description: "CPU cores of all selected nodes." },
      aggregate("count", [], series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...CHOSEN_NODES)),
    ),
    stat(
      {
        title: "CPU use",
        unit: "percentunit",
        width: 4,
        description: "Share of CPU time in use, on all selected nodes.",
      },
      cpuUse(ALL_NODES),
    ),
    stat(
      { title: "Memory", unit: "bytes", width: 4, description: "Memory of all selected nodes." },
      aggregate("sum", [], ofNodes(NODE.memoryTotalBytes)),
    ),
    stat(
      {
        title: "Memory use",
        unit: "percentunit",
        width: 4,
        description: "Share of memory in use, on all selected nodes.",
      },
      memoryUse(ALL_NODES),
    ),
    stat(
      {
        title: "Fullest disk",
        unit: "percentunit",
        width: 4,
        badFrom: DISK_USE_LIMIT,
        description: "Space used on the fullest disk.",
      },
      aggregate("max", [], diskUse(BY_NODE)),
    ),
  ],
};

const processors: RowSpec = {
  title: "CPU and memory",
  panels: [
    graph(
      { title: "CPU use", unit: "percentunit", maximum: 1, description: "Share of the node's CPU time in use." },
      cpuUse(BY_NODE),
    ),
    graph(
      {
        title: "Load per CPU core",
        unit: "short",
        description: "One-minute load average per CPU core. Above 1, tasks wait for CPU or disk.",
      },
      loadPerCpu(BY_NODE),
    ),
    graph(
      {
        title: "Memory use",
        unit: "percentunit",
        maximum: 1,
        badFrom: MEMORY_USE_LIMIT,
        description: "Share of memory that is not available to processes.",
      },
      memoryUse(BY_NODE),
    ),
    timeseries(
      {
        title: "Memory available",
        unit: "bytes",
        width: 12,
        description: `Memory that is available to processes, on the ${MOST_LINES} nodes with least.`,
      },
      [
        {
          expression: `bottomk(${MOST_LINES}, ${aggregate("sum", NODE_LABELS, ofNodes(NODE.memoryAvailableBytes))})`,
          legend: NODE_LEGEND,
        },
      ],
    ),
  ],
};

const disks: RowSpec = {
  title: "Disks",
  panels: [
    graph(
      {
        title: "Disk space used",
        unit: "percentunit",
        maximum: 1,
        badFrom: DISK_USE_LIMIT,
        description: "Space used on each writable disk. The kubelet evicts pods at 85 to 90 %.",
      },
      diskUse(BY_NODE),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk I/O utilization", unit: "percentunit", description: "Share of time in which the disk was busy." },
      byDevice(NODE.diskBusySeconds),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk reads", unit: "Bps", description: "Bytes read per second." },
      byDevice(NODE.diskReadBytes),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk writes", unit: "Bps", description: "Bytes written per second." },
      byDevice(NODE.diskWrittenBytes),
      DEVICE_LEGEND,
    ),
  ],
};

/** The dashboard of the nodes. */
export function nodesDashboard(): Dashboard {
  return dashboard({
    name: "nodes",
    title: "Nodes",
    description: "CPU, memory and disks of every node.",
    annotations: [agentStarts(CHOSEN_NODES)],
    rows: [overview, processors, disks],
  });
}
