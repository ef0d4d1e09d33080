/** Rules about ServiceMonitors and PodMonitors. */
import { writerOf } from "../../sizing/queue";
import { key, type Rule } from "../rule";

const monitorsHaveTheirExtension: Rule = {
  reads: ["agent.monitors.enabled", "collectorImage.distribution"],
  check: ({ agent, collectorImage }) =>
    agent?.monitors.enabled === true && collectorImage !== undefined && writerOf({ collectorImage }) === "contrib"
      ? [
          {
            path: key("agent.monitors.enabled"),
            value: true,
            rule: `requires ${key("collectorImage.distribution")}: gke-telemetry, because no other image has the extension that reads ServiceMonitors and PodMonitors`,
            fix: `Set ${key("collectorImage")}: {distribution: gke-telemetry}, with the repository to which \`npm run image -- --push\` has pushed it if that is your own, or remove ${key("agent.monitors")}.`,
          },
        ]
      : [],
};

export const MONITOR_RULES: readonly Rule[] = [monitorsHaveTheirExtension];
