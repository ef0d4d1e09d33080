/** The collector that scrapes targets which are no pods of a node. */
import * as pulumi from "@pulumi/pulumi";
import { type ChartValues, releaseOf } from "../../collector/common/chartValues";
import type { ValuesInputs } from "../../contract/collector/chart";
import { labels } from "../../contract/names";
import { type ChartSource, createChart } from "../common/chartSource";
import { createRemoteWriteSecret, type RemoteWriteSecret } from "../common/remoteWriteSecret";

export interface ScraperArgs {
  /** Values of the collector's chart, whose `fullnameOverride` is the name of the release. */
  readonly values: ChartValues;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  readonly namespace: string;
  /** Credentials of the remote-write endpoint. Default: none, and no Secret. */
  readonly remoteWriteSecret?: RemoteWriteSecret | undefined;
}

export class Scraper extends pulumi.ComponentResource {
  public constructor(name: string, args: ScraperArgs, opts?: pulumi.ComponentResourceOptions) {
    const inputs: ValuesInputs = { values: args.values };
    super("gke-telemetry:metrics:Scraper", name, inputs, opts);
    const { values, chart, namespace, remoteWriteSecret } = args;
    const release = releaseOf(values);
    const owner = { namespace, labels: labels(release) };
    // The pod waits for the Secret that it mounts.
    const dependsOn = createRemoteWriteSecret(`${name}-credentials`, remoteWriteSecret, owner, { parent: this });
    createChart(release, { ...chart, namespace, values }, { parent: this, dependsOn });
    this.registerOutputs({});
  }
}
