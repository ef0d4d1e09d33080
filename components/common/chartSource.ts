/** The source of the collector's chart, and its installation. */
import * as k8s from "@pulumi/kubernetes";
import type { ComponentResource, Resource } from "@pulumi/pulumi";
import type { ChartValues } from "../../collector/common/chartValues";
import { withConfigurationMap } from "../../collector/common/configurationMap";
import { CHART_NAME } from "../../contract/collector/chart";
import { CHARTS } from "../../contract/images";

/** A chart as Pulumi's Helm resource wants it. */
export interface ChartSource {
  /** Name in the repository, address of an archive, oci:// address, or folder. */
  readonly chart: string;
  /** Version of the chart; absent if the source has exactly one. */
  readonly version?: string;
  /** Address of the repository, where `chart` is a name in it. */
  readonly repository?: string;
}

/**
 * The source of the collector's chart for the setting `charts.collector`. Unset it is the public repository; an
 * oci:// address and any other repository are asked for the version of `contract/versions.json`; an archive and a folder are
 * one version already. A folder stays as it was written, relative to the project.
 */
export function chartSource(address?: string): ChartSource {
  const { version, repository } = CHARTS[CHART_NAME];
  if (address === undefined) return { chart: CHART_NAME, version, repository };
  if (address.startsWith("oci://")) return { chart: address, version };
  if (!/^https?:\/\//.test(address) || address.endsWith(".tgz")) return { chart: address };
  return { chart: CHART_NAME, version, repository: address };
}

/** A chart with what it is installed with. */
export interface ChartRelease extends ChartSource {
  readonly namespace: string;
  readonly values: ChartValues;
}

interface ChartOptions {
  readonly parent: ComponentResource;
  /** What has to be there before the pods. Default: nothing. */
  readonly dependsOn?: readonly Resource[];
}

/**
 * Installs a chart, whose collectors read their configuration from a ConfigMap beside it. The chart's logical name is the
 * release's, with which the names of all its children begin.
 */
export function createChart(
  release: string,
  { namespace, chart, version, repository, values: planned }: ChartRelease,
  { dependsOn = [], ...opts }: ChartOptions,
): void {
  const { values, configMap } = withConfigurationMap(planned, namespace);
  const configuration = new k8s.core.v1.ConfigMap(`${release}-configuration`, configMap, opts);
  new k8s.helm.v4.Chart(
    release,
    {
      name: release,
      namespace,
      chart,
      ...(version !== undefined && { version }),
      ...(repository !== undefined && { repositoryOpts: { repo: repository } }),
      values,
    },
    { ...opts, dependsOn: [...dependsOn, configuration] },
  );
}
