/** Memory, CPU and disk of VictoriaLogs. */
import type { LogsSettings, VictoriaLogsSettings } from "../../schema/logs/logs";
import { BYTES_PER_GIB, BYTES_PER_KIB, SECONDS_PER_DAY } from "../units";

/** Stored bytes for a byte of log text, with all attributes. VictoriaLogs' documentation names 10 to 30 times less. */
const STORED_SHARE = 0.1;

/** Share of the volume that logs may fill before the oldest day is deleted: merges need room beside them. */
const STORAGE_SHARE = 0.8;

/** Bytes that the logs of the whole retention take. */
export function storedLogBytes({
  retentionDays,
  expectedKiBPerSecond,
}: Pick<VictoriaLogsSettings, "retentionDays" | "expectedKiBPerSecond">): number {
  return retentionDays * SECONDS_PER_DAY * expectedKiBPerSecond * BYTES_PER_KIB * STORED_SHARE;
}

/** Bytes of the volume that logs may fill, which is also `-retention.maxDiskSpaceUsageBytes`. */
export function logStorageBytes({ storageGiB }: Pick<VictoriaLogsSettings, "storageGiB">): number {
  return Math.floor(storageGiB * BYTES_PER_GIB * STORAGE_SHARE);
}

/** The smallest volume that holds the retention, in whole GiB. */
export function neededLogStorageGiB(
  logs: Pick<VictoriaLogsSettings, "retentionDays" | "expectedKiBPerSecond">,
): number {
  return Math.ceil(storedLogBytes(logs) / STORAGE_SHARE / BYTES_PER_GIB);
}

/** Memory without a line, in MiB: measured 50. */
const BASE_MIB = 128;
/** Memory for buffers and indexes, in MiB for each MiB/s of log text. */
const MIB_PER_MIB_PER_SECOND = 256;

/** Memory that VictoriaLogs requests, in MiB. */
export function victoriaLogsMemoryMiB({ expectedKiBPerSecond }: Pick<LogsSettings, "expectedKiBPerSecond">): number {
  return BASE_MIB + Math.ceil((expectedKiBPerSecond / BYTES_PER_KIB) * MIB_PER_MIB_PER_SECOND);
}

/** CPU and memory. The limit is twice the request, for merges and queries. */
export function victoriaLogsResources(logs: Pick<LogsSettings, "expectedKiBPerSecond">) {
  const memoryMiB = victoriaLogsMemoryMiB(logs);
  return {
    requests: { cpu: "100m", memory: `${memoryMiB}Mi` },
    limits: { cpu: "2", memory: `${memoryMiB * 2}Mi` },
  };
}
