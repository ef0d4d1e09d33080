/** Memory and CPU of a replica of Alertmanager. */
import { GO_MEMORY_SHARE } from "./shares";

/** An assumption with room to spare, not a measurement: a few hundred alerts and their notifications are held in memory. */
const MEMORY_LIMIT_MIB = 192;

export const ALERTMANAGER_SIZING = {
  memoryLimitMiB: MEMORY_LIMIT_MIB,
  goMemoryLimitMiB: Math.floor(MEMORY_LIMIT_MIB * GO_MEMORY_SHARE),
  resources: {
    requests: { cpu: "20m", memory: "64Mi" },
    limits: { cpu: "500m", memory: `${MEMORY_LIMIT_MIB}Mi` },
  },
  /** Silences and sent notifications take a few MiB; a smaller volume than this most providers do not have. */
  storageGiB: 1,
} as const;
