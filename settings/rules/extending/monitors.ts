/** Rules about ServiceMonitors and PodMonitors. */
import { needsOwnImage } from "../ownImage";
import type { Rule } from "../rule";

const monitorsHaveTheirExtension = needsOwnImage(
  "agent.monitors.enabled",
  ({ agent }) => (agent?.monitors.enabled === true ? true : undefined),
  "the extension that reads ServiceMonitors and PodMonitors",
);

export const MONITOR_RULES: readonly Rule[] = [monitorsHaveTheirExtension];
