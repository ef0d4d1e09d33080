/** The nodes themselves, by what node exporter says of them. */
import { cpuUse, diskUse, loadPerCpu, memoryUse, NODE_EXPORTER_JOB } from "../expressions";
import { LABELS, NODE, NODE_LABELS, SCRAPE } from "../metrics";
import { aggregate, is, rate, series } from "../promql";
import { DISK_USE_LIMIT } from "../thresholds";
import { dashboard } from "./layout";
import type { Dashboard, PanelSpec, RowSpec } from "./model";
import { stat, timeseries, type TimeseriesOptions } from "./panels";
import { ALL_NODES, BY_NODE, CHOSEN_NODES, RATE_WINDOW } from "./variables";

const NODE_LEGEND = `{{${LABELS.node}}}`;
const DEVICE_LEGEND = `${NODE_LEGEND} {{${LABELS.device}}}`;
const DEVICE_LABELS = [...NODE_LABELS, LABELS.device];

const ofNodes = (metric: string): string => series(metric, ...CHOSEN_NODES);
const byDevice = (metric: string): string => aggregate("sum", DEVICE_LABELS, rate(ofNodes(metric), RATE_WINDOW));

function graph(options: Omit<TimeseriesOptions, "width">, expression: string, legend = NODE_LEGEND): PanelSpec {
  return timeseries({ ...options, width: 12 }, [{ expression, legend }]);
}

const overview: RowSpec = {
  title: "Overview",
  panels: [
    stat(
      { title: "Nodes", unit: "short", width: 4, description: "Nodes whose node exporter answers." },
      aggregate("sum", [], series(SCRAPE.up, NODE_EXPORTER_JOB, ...CHOSEN_NODES)),
    ),
    stat(
      { title: "Processors", unit: "short", width: 4, description: "Processors of all chosen nodes." },
      aggregate("count", [], series(NODE.cpuSeconds, is(LABELS.mode, "idle"), ...CHOSEN_NODES)),
    ),
    stat(
      { title: "CPU use", unit: "percentunit", width: 4, description: "Busy share of all processors." },
      cpuUse(ALL_NODES),
    ),
    stat(
      { title: "Memory", unit: "bytes", width: 4, description: "Memory of all chosen nodes." },
      aggregate("sum", [], ofNodes(NODE.memoryTotalBytes)),
    ),
    stat(
      { title: "Memory use", unit: "percentunit", width: 4, description: "Used share of all memory." },
      memoryUse(ALL_NODES),
    ),
    stat(
      {
        title: "Fullest disk",
        unit: "percentunit",
        width: 4,
        badFrom: DISK_USE_LIMIT,
        description: "Use of the fullest disk.",
      },
      aggregate("max", [], diskUse(BY_NODE)),
    ),
  ],
};

const processors: RowSpec = {
  title: "Processors and memory",
  panels: [
    graph(
      { title: "CPU use", unit: "percentunit", maximum: 1, description: "Busy share of the node's processors." },
      cpuUse(BY_NODE),
    ),
    graph(
      {
        title: "Load per processor",
        unit: "short",
        description: "Tasks that run, or wait for a processor or a disk, per processor. Above 1, some wait.",
      },
      loadPerCpu(BY_NODE),
    ),
    graph(
      {
        title: "Memory use",
        unit: "percentunit",
        maximum: 1,
        description: "Share of memory that could not be given to a process at once.",
      },
      memoryUse(BY_NODE),
    ),
    graph(
      { title: "Memory available", unit: "bytes", description: "Memory that a process could still get." },
      aggregate("sum", NODE_LABELS, ofNodes(NODE.memoryAvailableBytes)),
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
        description: "Used share of each writable disk. At about 85 % Kubernetes begins to evict pods.",
      },
      diskUse(BY_NODE),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk busy", unit: "percentunit", description: "Share of time in which the disk had work to do." },
      byDevice(NODE.diskBusySeconds),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk reads", unit: "Bps", description: "Bytes per second that were read." },
      byDevice(NODE.diskReadBytes),
      DEVICE_LEGEND,
    ),
    graph(
      { title: "Disk writes", unit: "Bps", description: "Bytes per second that were written." },
      byDevice(NODE.diskWrittenBytes),
      DEVICE_LEGEND,
    ),
  ],
};

/** The dashboard of the nodes. */
export function nodesDashboard(): Dashboard {
  return dashboard("nodes", "Nodes", "Processors, memory and disks of every node.", [overview, processors, disks]);
}
