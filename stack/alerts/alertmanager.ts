/** Who takes the alerts: the stack's own Alertmanager, or one that exists already. */
import type { ComponentResourceOptions, Output } from "@pulumi/pulumi";
import { Alertmanager } from "../../components/alerts/Alertmanager";
import type { Issuer } from "../../components/common/certificates";
import type { WebAccess, WebUser } from "../../components/common/webCredentials";
import { AlertmanagerCredentials } from "../../components/credentials/AlertmanagerCredentials";
import * as pulumi from "@pulumi/pulumi";
import { type Placement, stackNames } from "../../contract/names";
import { alertmanagerFacts } from "../../facts/alertmanager";
import { GROUP_BY, INHIBITIONS, WATCHDOG } from "../../monitoring/alerts/delivery";
import { LABELS } from "../../monitoring/metrics";
import { generationsOf } from "../../settings/generations";
import type { StackInput } from "../../settings/load/load";
import type { Settings } from "../../settings/schema/settings";
import { alertmanagerManifests } from "../../workloads/alertmanager/manifests";
import { alertmanagerHosts } from "../../workloads/alertmanager/web";
import type { Alerting } from "../../workloads/prometheus/alerting";

export interface OwnAlertmanager extends Placement {
  readonly endpoint: Output<string>;
  /** What Prometheus shows it. */
  readonly access: WebAccess;
}

export interface AlertmanagerDependencies {
  /** Signs Alertmanager's certificate. */
  readonly issuer: Issuer;
  /** Users of Prometheus, of whom agents and people are Alertmanager's too. */
  readonly users: readonly WebUser[];
}

/** Where Prometheus sends alerts, and what it adds to them; undefined where it sends none. */
export function alertingOf({ alerts, cluster, environment, namespaces, tracing }: Settings): Alerting | undefined {
  const { targets } = alertmanagerFacts(alerts.alertmanager, stackNames(namespaces).placements.alertmanager);
  if (targets === undefined) return undefined;
  return {
    targets,
    labels: { [LABELS.cluster]: cluster.name, [LABELS.environment]: environment },
    teams: tracing?.teams ?? [],
  };
}

/** What Prometheus shows an Alertmanager that exists already; undefined where that asks for nothing. */
export function externalAlertmanagerAccess({ settings, alertmanagerPassword }: StackInput) {
  const { alertmanager } = settings.alerts;
  if (alertmanager.kind !== "external" || alertmanager.username === undefined) return undefined;
  if (alertmanagerPassword === undefined) return undefined;
  return { username: pulumi.output(alertmanager.username), password: alertmanagerPassword };
}

/** Deploys Alertmanager, unless it exists already or nobody is to be told of alerts. */
export function deployAlertmanager(
  { settings, receiverSecrets = {} }: StackInput,
  { issuer, users }: AlertmanagerDependencies,
  options: ComponentResourceOptions,
): OwnAlertmanager | undefined {
  const placement = stackNames(settings.namespaces).placements.alertmanager;
  const { deployment } = alertmanagerFacts(settings.alerts.alertmanager, placement);
  const { passwords } = generationsOf(settings);
  if (deployment === undefined || passwords === undefined) return undefined;
  const credentials = new AlertmanagerCredentials("alertmanager-credentials", {
    generation: passwords,
    users,
    issuer,
    hosts: alertmanagerHosts(placement),
  });
  const manifests = alertmanagerManifests(
    {
      settings: deployment,
      alerts: { watchdog: WATCHDOG, inhibitions: INHIBITIONS, groupBy: GROUP_BY },
      withSecret: Object.keys(receiverSecrets),
    },
    placement,
  );
  const { endpoint } = new Alertmanager(
    "alertmanager",
    { manifests, webFiles: credentials.webFiles, receiverSecrets },
    options,
  );
  return { ...placement, endpoint, access: credentials.prometheus };
}
