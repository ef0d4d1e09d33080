/** How much text the pods of one namespace may log, so that no team takes log agents and store from the others. */
import type { LogsSettings } from "../../schema/logs/logs";
import { BYTES_PER_KIB, BYTES_PER_MIB, countText, SECONDS_PER_MINUTE } from "../units";

type Rate = Pick<LogsSettings, "expectedKiBPerSecond" | "namespaceKiBPerSecond">;
type Rates = Rate & Pick<LogsSettings, "namespaceLimits">;

/** Bytes of text that pods of a namespace may log on a node in each minute. */
export interface LogLimits {
  readonly bytesPerMinute: number;
  /** The same of namespaces with a limit of their own. */
  readonly bytesPerMinuteOf: Readonly<Record<string, number>>;
}

const BYTES_PER_MINUTE = BYTES_PER_KIB * SECONDS_PER_MINUTE;

/** KiB per second that one namespace may log on a node: by default no more than is expected of the whole cluster. */
function namespaceKiBPerSecond(logs: Rate): number {
  return logs.namespaceKiBPerSecond ?? logs.expectedKiBPerSecond;
}

/** What the settings let namespaces log. Only the project's image keeps to it. */
export function logLimits(logs: Rates): LogLimits {
  return {
    bytesPerMinute: namespaceKiBPerSecond(logs) * BYTES_PER_MINUTE,
    bytesPerMinuteOf: Object.fromEntries(
      logs.namespaceLimits.map(({ namespace, kiBPerSecond }) => [namespace, kiBPerSecond * BYTES_PER_MINUTE]),
    ),
  };
}

/** The limit with its arithmetic, as text for reports. */
export function namespaceLogsText(logs: Rates): string {
  const mib = (logLimits(logs).bytesPerMinute / BYTES_PER_MIB).toFixed(1);
  const own = logs.namespaceLimits.map(
    ({ namespace, kiBPerSecond }) => `${namespace} ${countText(kiBPerSecond)} KiB/s`,
  );
  return `${countText(namespaceKiBPerSecond(logs))} KiB/s on each node: what its pods write there above ${mib} MiB in a minute is cut${own.length > 0 ? `; ${own.join(", ")}` : ""}`;
}
