/** The collector that scrapes targets which are no pods of a node. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { type ChartValues, releaseOf } from "../../collector/common/chartValues";
import type { ValuesInputs } from "../../contract/collector/chart";
import { BASIC_AUTH_FILES } from "../../contract/collector/scraper";
import { labels } from "../../contract/names";
import { type ChartSource, createChart } from "../common/chartSource";
import { createRemoteWriteSecret, type RemoteWriteSecret } from "../common/remoteWriteSecret";

interface TargetCredentials {
  readonly username: string;
  readonly password: pulumi.Output<string>;
}

export interface ScraperArgs {
  /** Values of the collector's chart, whose `fullnameOverride` is the name of the release. */
  readonly values: ChartValues;
  /** Where the chart comes from. */
  readonly chart: ChartSource;
  readonly namespace: string;
  /** User name and password for targets, by the name of the Secret that the values mount. Default: none. */
  readonly targetCredentials?: Readonly<Record<string, TargetCredentials>>;
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
    const targets = Object.entries(args.targetCredentials ?? {}).map(
      ([secretName, { username, password }]) =>
        new k8s.core.v1.Secret(
          `${name}-${secretName}`,
          {
            metadata: { ...owner, name: secretName },
            type: "Opaque",
            stringData: { [BASIC_AUTH_FILES.username]: username, [BASIC_AUTH_FILES.password]: password },
          },
          { parent: this },
        ),
    );
    const store = createRemoteWriteSecret(`${name}-credentials`, remoteWriteSecret, owner, { parent: this });
    // The pod waits for the Secrets that it mounts.
    const dependsOn = [...store, ...targets];
    createChart(release, { ...chart, namespace, values }, { parent: this, dependsOn });
    this.registerOutputs({});
  }
}
