/** The settings of alerts. */
import { z } from "zod";
import { httpsUrl } from "../scalars";
import { alertmanager } from "./alertmanager";

/** The section `alerts`. */
export const alerts = z.strictObject({
  alertmanager,
  rules: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Folder with recording and alert rules of your own, such as `./rules`, as YAML files in Prometheus' form (see docs/alerts.md).",
    ),
  runbookBaseUrl: httpsUrl(
    "Address of the folder of runbooks: an alert's annotation `runbook_url` is this address, a slash, the alert's name and `.md`.",
  ).default("https://github.com/gke-telemetry/gke-telemetry/blob/main/docs/runbooks"),
});
