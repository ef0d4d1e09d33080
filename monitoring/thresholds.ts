/** Thresholds of the alerts and of the panels that show them. */
import { BYTES_PER_MIB } from "../settings/sizing/units";

/** Use of a queue, 0 to 1, above which an outage of some minutes no longer fits in it. */
export const QUEUE_USE_LIMIT = 0.7;

/** Share of the memory limiter's limit above which the heap that is in use leaves no room for a burst. */
export const LIMITER_USE_LIMIT = 0.85;

/** Use of a disk. Kubernetes evicts pods at 85 to 90 % by default; above this it is already doing so. */
export const DISK_USE_LIMIT = 0.9;
/** Use of a disk below which steep growth counts as an image pull on an empty disk. */
export const DISK_USE_WORTH_A_FORECAST = 0.6;
export const MEMORY_USE_LIMIT = 0.9;
/** Share of periods in which a container waits for CPU above which it answers noticeably later, as in kubernetes-mixin. */
export const THROTTLED_LIMIT = 0.25;

/** Share of the retention size above which Prometheus will soon delete blocks before their retention time. */
export const STORAGE_USE_LIMIT = 0.9;
export const SERIES_GROWTH_LIMIT = 2;
/** Number of series below which growth counts as a cluster that is being set up. */
export const SERIES_WORTH_A_LOOK = 100_000;

/** Free space on Jaeger's volume: its database writes files of up to this size in one piece. */
export const JAEGER_FREE_BYTES_LIMIT = 512 * BYTES_PER_MIB;

/** Items per second from which a loss is shown in red: each of them. At 0 Grafana would colour the normal 0 too. */
export const ANY_LOSS = 0.001;
/** Age of the newest sample from which an agent is shown as late: four scrapes at the default interval. */
export const SAMPLE_AGE_SECONDS_LIMIT = 120;
