/** An agent of which more is asked than its queue or its memory has room for. */
import { EXPORTERS } from "../../../contract/collector/components";
import { isObject, type CollectorConfig, type JsonObject } from "../../../collector/common/model";
import { AGENT } from "../../../monitoring/metrics";
import type { FaultCase } from "../faultCase";
import { largeTarget } from "../parts/largeTarget";
import { CONTENT_TYPE } from "../parts/targets";
import type { Expected } from "../verdict/accounting";
import { LOSS_ALERTS } from "../verdict/evaluate";
import { takenInFault } from "../verdict/losses";
import { reportedLoss } from "../verdict/reportedLoss";
import type { Variant } from "../variant";

/** Points that the agent's receivers turned away, and counted. */
async function refused({ agent }: Variant): Promise<number> {
  const receivers = ["prometheus", "otlp"].map((receiver) => agent.sum(AGENT.refused, { receiver }));
  return (await Promise.all(receivers)).reduce((sum, one) => sum + one, 0);
}

const LIMITED = { check_interval: "1s", limit_mib: 90, spike_limit_mib: 30 };

/** A target that exposes more than the limiter has room for, though no more than a scrape may bring, in some scrapes. */
const HEAVY_SERIES = 45_000;
const HEAVY_SCRAPES = { from: 15, to: 35 };
const heavyBody = Array.from({ length: HEAVY_SERIES }, (_, index) => `fault_heavy{number="${index}"} 1\n`).join("");
const isHeavy = (sequence: number) => sequence >= HEAVY_SCRAPES.from && sequence <= HEAVY_SCRAPES.to;

/** The smallest queues that the exporters have: two batches, or what is filled in some seconds. */
function smallestQueue(id: string, exporter: JsonObject): JsonObject {
  if (id.startsWith(EXPORTERS.prometheusRemoteWrite))
    return { ...exporter, remote_write_queue: { enabled: true, queue_size: 2 } };
  const { queue } = exporter;
  if (!isObject(queue)) return exporter;
  return {
    ...exporter,
    request: { max_kib: 256 },
    queue: { ...queue, memory_mib: 1, ...("directory" in queue && { disk_mib: 4 }) },
  };
}

function withSmallestQueues(agent: CollectorConfig): CollectorConfig {
  const exporters = Object.entries(agent.exporters).map(([id, exporter]) => [id, smallestQueue(id, exporter)]);
  return { ...agent, exporters: Object.fromEntries(exporters) as CollectorConfig["exporters"] };
}

/** The longest pause between two attempts, after which there is room again. */
const RETRY_MILLISECONDS = 10_000;

function takenUntilRetry(sample: Expected, variant: Variant): boolean {
  return takenInFault({ ...sample, at: sample.at - RETRY_MILLISECONDS }, variant) || takenInFault(sample, variant);
}

export const QUEUE: readonly FaultCase[] = [
  {
    name: "more than the queue can hold",
    fast: true,
    promise: "The oldest is lost; it is counted and alarmed.",
    adapt: withSmallestQueues,
    extraTargets: [largeTarget(1000, 1)],
    mayLose: takenUntilRetry,
    expectedAlerts: LOSS_ALERTS,
    exceptions: { contrib: { reason: "the newest is lost", mayLose: takenUntilRetry, expectedAlerts: LOSS_ALERTS } },
    run: (running) => running.faultFor({ kind: "refuse" }, 60),
    check: reportedLoss,
  },
  {
    name: "memory limiter refusing",
    settings: { seriesPerNamespace: 1_000_000 },
    promise: "Only what is refused is lost; it is counted and alarmed.",
    extraTargets: [
      {
        name: "heavy",
        answer: (response, sequence) =>
          response.writeHead(200, CONTENT_TYPE).end(isHeavy(sequence) ? heavyBody : "fault_heavy 1\n"),
      },
    ],
    adapt: (agent) => ({ ...agent, processors: { ...agent.processors, memory_limiter: LIMITED } }),
    mayLose: () => true,
    atMost: refused,
    expectedAlerts: ["AgentMemoryLimiterRefuses", "AgentRefusesData"],
    run: (running) => running.wait(HEAVY_SCRAPES.to + 10),
    check: async (variant) => `${await refused(variant)} points refused`,
  },
];
