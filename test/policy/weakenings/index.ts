/** Changes to a planned stack that weaken it, by subject. A reviewer objects to each for the reason that it has. */
import { ALERTMANAGER_WEAKENINGS } from "./telemetry/alertmanager";
import { COLLECTOR } from "./telemetry/collector";
import { DELIVERY } from "./telemetry/delivery";
import { IDENTITY } from "./telemetry/identity";
import type { Weakenings } from "./draft";
import { EXPOSURE } from "./cluster/exposure";
import { GOOGLE } from "./cluster/google";
import { GRAFANA_WEAKENINGS } from "./telemetry/grafana";
import { IMAGES } from "./workloads/images";
import { NAMESPACES } from "./cluster/namespaces";
import { NETWORK } from "./cluster/network";
import { NODE_FOLDERS } from "./workloads/nodeFolders";
import { OWN } from "./telemetry/own";
import { OWN_METADATA } from "./workloads/ownMetadata";
import { PERMISSIONS } from "./cluster/permissions";
import { PIPELINES } from "./telemetry/pipelines";
import { PODS } from "./workloads/pods";
import { PROMETHEUS_WEAKENINGS } from "./telemetry/prometheus";
import { SCRAPES } from "./telemetry/scrapes";
import { SECRETS } from "./telemetry/secrets";
import { SPAN_TLS } from "./telemetry/spanTls";

export const WEAKENINGS: Readonly<Record<string, Weakenings>> = {
  pods: PODS,
  "node folders": NODE_FOLDERS,
  "labels and annotations": OWN_METADATA,
  permissions: PERMISSIONS,
  network: NETWORK,
  exposure: EXPOSURE,
  images: IMAGES,
  prometheus: PROMETHEUS_WEAKENINGS,
  alertmanager: ALERTMANAGER_WEAKENINGS,
  collector: COLLECTOR,
  scrapes: SCRAPES,
  pipelines: PIPELINES,
  "processors and exporters of the settings": OWN,
  identity: IDENTITY,
  delivery: DELIVERY,
  secrets: SECRETS,
  "span TLS": SPAN_TLS,
  grafana: GRAFANA_WEAKENINGS,
  google: GOOGLE,
  namespaces: NAMESPACES,
};
