/** Cases of the alerts about nodes. */
import {
  AGENT_A,
  AGENT_B,
  type AlertCase,
  type InputSeries,
  NODE_A,
  NODE_EXPORTER_A,
  NODE_EXPORTER_B,
  sample,
} from "./model";

const DISK = { ...NODE_EXPORTER_A, device: "/dev/sda1", fstype: "ext4", mountpoint: "/" };
const DISK_LABELS = { ...NODE_A, device: "/dev/sda1" };

/** A disk of 100 bytes, of which so many are free. */
function disk(free: string, readOnly = "0x300"): InputSeries {
  return {
    [sample("node_filesystem_size_bytes", DISK)]: "100x300",
    [sample("node_filesystem_free_bytes", DISK)]: free,
    [sample("node_filesystem_avail_bytes", DISK)]: free,
    [sample("node_filesystem_readonly", DISK)]: readOnly,
  };
}

function memory(available: string): InputSeries {
  return {
    [sample("node_memory_MemTotal_bytes", NODE_EXPORTER_A)]: "100x30",
    [sample("node_memory_MemAvailable_bytes", NODE_EXPORTER_A)]: available,
  };
}

export const NODE_CASES: readonly AlertCase[] = [
  {
    alert: "NodeExporterMissing",
    firing: {
      situation: "a node has an agent and, unlike the others, no node exporter",
      at: "12m",
      input: {
        [sample("up", AGENT_A)]: "1x20",
        [sample("up", AGENT_B)]: "1x20",
        [sample("up", NODE_EXPORTER_B)]: "1x20",
      },
      expected: [
        {
          labels: NODE_A,
          summary: "Node node-a has no node exporter",
          description:
            "The agent on node node-a reports its metrics, but finds no node exporter to scrape. CPU, memory and disks of the node are not monitored.",
        },
      ],
    },
    silent: [
      {
        situation: "node exporter is switched off",
        at: "12m",
        input: { [sample("up", AGENT_A)]: "1x20", [sample("up", AGENT_B)]: "1x20" },
      },
      {
        situation: "the node was removed with its agent",
        at: "12m",
        input: { [sample("up", AGENT_B)]: "1x20", [sample("up", NODE_EXPORTER_B)]: "1x20" },
      },
    ],
  },
  {
    alert: "NodeDiskFilling",
    firing: {
      situation: "a disk in use grows by 3 % in an hour",
      at: "3h",
      input: disk("38-0.05x200"),
      expected: [
        {
          labels: DISK_LABELS,
          summary: "Disk /dev/sda1 of node node-a is predicted to be full within 24 hours",
          description: "At the rate of the last 6 hours, disk /dev/sda1 of node node-a will be 143% full in 24 hours.",
        },
      ],
    },
    silent: [
      { situation: "the disk that grows is almost empty", at: "3h", input: disk("90-0.05x200") },
      { situation: "the disk stands still", at: "3h", input: disk("20x200") },
    ],
  },
  {
    alert: "NodeDiskAlmostFull",
    firing: {
      situation: "5 % of the disk are free",
      at: "20m",
      input: disk("5x30"),
      expected: [
        {
          labels: DISK_LABELS,
          summary: "Disk /dev/sda1 of node node-a is almost full",
          description:
            "Disk /dev/sda1 of node node-a is 95% full. The kubelet evicts pods from a node whose disk is full.",
        },
      ],
    },
    silent: [
      { situation: "15 % of the disk are free", at: "20m", input: disk("15x30") },
      { situation: "the full disk can only be read", at: "20m", input: disk("0x30", "1x30") },
    ],
  },
  {
    alert: "NodeMemoryHigh",
    firing: {
      situation: "5 % of memory are available",
      at: "16m",
      input: memory("5x30"),
      expected: [
        {
          labels: NODE_A,
          summary: "Memory use of node node-a is high",
          description: "Memory use of node node-a has been above 90% for 15 minutes and is now 95%.",
        },
      ],
    },
    silent: [
      { situation: "15 % of memory are available", at: "16m", input: memory("15x30") },
      { situation: "memory was short for five minutes", at: "16m", input: memory("5x5 50x30") },
    ],
  },
];
