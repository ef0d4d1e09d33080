/** The scraper: it asks the targets of the settings and nobody else, and writes to the store. */
import { allOf, demand, items, listOf, oneOf, positive, type Shape } from "../../evidence/shape";
import { listAt, textAt, textsAt } from "../../evidence/reading";
import { DURATION } from "../common";
import { EXPORTERS } from "./agent";
import { EXTENSIONS, limited, PROCESSORS, RESOURCE, service, STORE_LOGIN, STORE_LOGIN_ID } from "./common";
import { SCOPES } from "./identity";
import { OWN_LABELS } from "./relabeling";
import { LIMITS } from "./scrapes";

/** Who answers there hands out credentials, or rules a node or the cluster. */
const FORBIDDEN =
  /^(localhost|127\.|0\.0\.0\.0|169\.254\.|metadata|kubernetes(\.|:)|\[(::1?|fe[89ab])\])|:(10250|10255|2379)$/;

const SECRET = /\/etc\/otel\/scrape\/[a-z0-9-]+\/(username|password)/;

/** Verified TLS wherever a password goes. */
const GUARDED = demand(
  "have to use https with a password",
  (job) => textAt(job, "basic_auth", "password_file") === "" || textAt(job, "scheme") === "https",
);

const JOB: Shape = allOf(
  {
    job_name: /(?!kubernetes-|otel-agent|prometheus$)[a-z][a-z0-9-]*/,
    ...LIMITS,
    metric_relabel_configs: OWN_LABELS,
    metrics_path: /\/[^?#]*/,
    scheme: /https?/,
    "scrape_interval?": DURATION,
    "scrape_timeout?": DURATION,
    "tls_config?": { "ca?": /-----BEGIN CERTIFICATE-----[^]+/, "server_name?": /[a-z0-9.-]+/, min_version: /TLS1[23]/ },
    "basic_auth?": { username_file: SECRET, password_file: SECRET },
    static_configs: [{ targets: listOf(/[a-z0-9.:[\]-]+:\d+/, 1) }],
  },
  GUARDED,
  demand("must not ask a metadata server, the pod itself, a kubelet or the API server", (job) =>
    listAt(job, "static_configs").every((group) =>
      textsAt(group, "targets").every((target) => !FORBIDDEN.test(target)),
    ),
  ),
);

const writers = ["durable_remote_write", "prometheus_remote_write/scraped"] as const;

export const SCRAPER_CONFIGURATION: Shape = {
  receivers: {
    prometheus: {
      config: {
        global: { "extra_scrape_metrics?": true, scrape_interval: DURATION, scrape_timeout: DURATION },
        scrape_configs: listOf(JOB, 1),
      },
    },
  },
  processors: {
    ...PROCESSORS,
    resource: RESOURCE,
    "batch?": { timeout: DURATION, send_batch_size: positive, send_batch_max_size: positive },
    "transform/scraped_scope?": SCOPES["transform/scraped_scope?"],
  },
  exporters: Object.fromEntries(Object.entries(EXPORTERS).filter(([key]) => writers.some((id) => key === `${id}?`))),
  extensions: { ...EXTENSIONS, [STORE_LOGIN_ID]: STORE_LOGIN },
  service: service(items(["health_check", STORE_LOGIN_ID]), {
    "metrics/scraped": {
      receivers: ["prometheus"],
      processors: limited("resource", "batch", "transform/scraped_scope"),
      exporters: oneOf(...writers.map((id) => [id])),
    },
  }),
};
