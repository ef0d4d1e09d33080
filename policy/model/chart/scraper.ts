/** The values of the chart for the scraper: one pod without a permission, with the Secrets of its targets. */
import { allOf, items, listOf, oneOf, type Shape } from "../../evidence/shape";
import { SCRAPER_CONFIGURATION } from "../collector/scraper";
import {
  CREDENTIALS,
  CREDENTIALS_MOUNT,
  feature,
  GATES,
  GO_LIMIT,
  LIMITER,
  NO_RECEIVERS,
  RETRY_ON_429,
  withoutPermission,
} from "./values";

/** A user name and a password for the targets of one job. */
const TARGET_SECRET: Shape = {
  name: /scrape-[a-z0-9-]+/,
  secret: { secretName: /[a-z0-9.-]+/, defaultMode: 0o440, "optional?": false },
};
const TARGET_SECRET_MOUNT: Shape = {
  name: /scrape-[a-z0-9-]+/,
  mountPath: /\/etc\/otel\/scrape\/[a-z0-9-]+/,
  readOnly: true,
};

export const SCRAPER_VALUES: Shape = allOf(
  {
    ...withoutPermission("scraper"),
    ports: NO_RECEIVERS(),
    mode: "deployment",
    alternateConfig: SCRAPER_CONFIGURATION,
    // Two would write the same series.
    replicaCount: 1,
    rollout: { strategy: "Recreate" },
    command: {
      extraArgs: items([], [RETRY_ON_429, feature("exporter.prometheusremotewritexporter.enableSendingRW2")]),
    },
    extraEnvs: [GO_LIMIT],
    extraVolumes: listOf(oneOf(CREDENTIALS, TARGET_SECRET)),
    extraVolumeMounts: listOf(oneOf(CREDENTIALS_MOUNT, TARGET_SECRET_MOUNT)),
    "service?": { enabled: false },
    "podDisruptionBudget?": { enabled: false },
  },
  GATES,
  LIMITER,
);
