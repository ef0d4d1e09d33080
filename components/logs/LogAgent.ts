/** The OpenTelemetry Collector on every node that reads the logs of its pods. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ChartValues, releaseOf } from "../../collector/common/chartValues";
import type { ValuesInputs } from "../../contract/collector/chart";
import { labels } from "../../contract/names";
import type { PriorityClassManifest } from "../../contract/pods/scheduling";
import { type ChartSource, createChart } from "../common/chartSource";
import { createExportersSecret, type SecretFiles } from "../common/secretFiles";
import { createRemoteWriteSecret, type RemoteWriteSecret } from "../common/remoteWriteSecret";

export interface LogAgentArgs {
  /** Values of the collector's chart, whose `fullnameOverride` is the name of the release. All are known. */
  readonly values: ChartValues;
  /** Values of the chart for the collector of Kubernetes events. Default: none, and events are not collected. */
  readonly eventsValues?: ChartValues | undefined;
  /** Namespace of the agents. */
  readonly namespace: string;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  /** PriorityClass that the values name. */
  readonly priorityClass: PriorityClassManifest;
  /** Credentials of the log store. Default: none, and no Secret. */
  readonly storeSecret?: RemoteWriteSecret;
  /** Credentials for further destinations, by the names of their exporters. Default: none, and no Secret. */
  readonly exporterSecrets?: SecretFiles;
}

export class LogAgent extends pulumi.ComponentResource {
  constructor(name: string, args: LogAgentArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs: ValuesInputs = { values: args.values, eventsValues: args.eventsValues };
    super("gke-telemetry:logs:LogAgent", name, inputs, opts);
    const { namespace, values, eventsValues, chart } = args;
    const release = releaseOf(values);
    const own = { parent: this };
    const secret = createRemoteWriteSecret(
      `${name}-credentials`,
      args.storeSecret,
      { namespace, labels: labels(release) },
      own,
    );
    const exporters = createExportersSecret(
      `${name}-exporters`,
      args.exporterSecrets,
      { name: `${release}-agent`, namespace, labels: labels(release) },
      own,
    );
    const priorityClass = new k8s.scheduling.v1.PriorityClass(name, args.priorityClass, own);
    // The agents' pods wait for the Secret that they mount, and are refused without their class.
    createChart(
      release,
      { ...chart, namespace, values },
      { ...own, dependsOn: [...secret, ...exporters, priorityClass] },
    );
    if (eventsValues)
      createChart(
        releaseOf(eventsValues),
        { ...chart, namespace, values: eventsValues },
        { ...own, dependsOn: secret },
      );
    this.registerOutputs({ values });
  }
}
