/** How much text the pods of one namespace may log, so that no team takes log agents and store from the others. */
import type { LogsSettings } from "../../schema/logs/logs";
import { BYTES_PER_KIB, BYTES_PER_MIB, countText, SECONDS_PER_MINUTE } from "../units";

type Rate = Pick<LogsSettings, "expectedKiBPerSecond" | "namespaceKiBPerSecond">;

/** KiB per second that one namespace may log on a node: by default no more than is expected of the whole cluster. */
function namespaceKiBPerSecond(logs: Rate): number {
  return logs.namespaceKiBPerSecond ?? logs.expectedKiBPerSecond;
}

/** Bytes that one namespace may log on a node in each minute. Only the project's image keeps to it. */
export function namespaceBytesPerMinute(logs: Rate): number {
  return namespaceKiBPerSecond(logs) * BYTES_PER_KIB * SECONDS_PER_MINUTE;
}

/** The limit with its arithmetic, as text for reports. */
export function namespaceLogsText(logs: Rate): string {
  const mib = (namespaceBytesPerMinute(logs) / BYTES_PER_MIB).toFixed(1);
  return `${countText(namespaceKiBPerSecond(logs))} KiB/s on each node: what its pods write there above ${mib} MiB in a minute is cut`;
}
