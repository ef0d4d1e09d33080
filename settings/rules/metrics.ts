/** Rules about the store of samples. */
import { affordableRetentionHours, blockBytes, neededStorageGiB, retainedBytes } from "../sizing/prometheus";
import { countText, gibText } from "../sizing/units";
import { key, type Rule } from "./rule";

const retentionFitsVolume: Rule = {
  reads: ["metrics.retentionHours", "metrics.storageGiB", "metrics.expectedSamplesPerSecond"],
  check: ({ metrics }) => {
    if (metrics?.kind !== "prometheus" || retainedBytes(metrics) <= blockBytes(metrics)) return [];
    const affordable = affordableRetentionHours(metrics);
    return [
      {
        path: key("metrics.retentionHours"),
        value: metrics.retentionHours,
        rule: `does not fit ${key("metrics.storageGiB")} of ${metrics.storageGiB}: ${metrics.retentionHours} h × 3,600 s × ${countText(metrics.expectedSamplesPerSecond)} samples/s × 2 bytes = ${gibText(retainedBytes(metrics))}, and 80 % of the volume is ${gibText(blockBytes(metrics))}`,
        fix: `Set ${key("metrics.storageGiB")} to ${neededStorageGiB(metrics)} or more${affordable >= 1 ? `, or ${key("metrics.retentionHours")} to ${affordable} or less` : ""}.`,
      },
    ];
  },
};

export const METRICS_RULES: readonly Rule[] = [retentionFitsVolume];
