/** Where the collector's chart is taken from. */
import { CHART_NAME } from "../../contract/collectorChart";
import { CHARTS } from "../../contract/images";

/** A chart as Pulumi's Helm resource wants it. */
export interface ChartSource {
  /** Name in the repository, address of an archive, oci:// address, or folder. */
  readonly chart: string;
  /** Version to take; without one the source holds exactly one. */
  readonly version?: string;
  /** Address of the repository, where `chart` is a name in it. */
  readonly repository?: string;
}

/**
 * The source of the collector's chart for the setting `charts.collector`. Unset it is the public repository; an
 * oci:// address and any other repository are asked for the version of `contract/versions.json`; an archive and a folder are
 * one version already. A folder stays as it was written, relative to the project.
 */
export function chartSource(address: string | undefined): ChartSource {
  const { version, repository } = CHARTS[CHART_NAME];
  if (address === undefined) return { chart: CHART_NAME, version, repository };
  if (address.startsWith("oci://")) return { chart: address, version };
  if (!/^https?:\/\//.test(address) || address.endsWith(".tgz")) return { chart: address };
  return { chart: CHART_NAME, version, repository: address };
}
