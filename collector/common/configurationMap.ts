/** The ConfigMap from which the collectors of a release read their configuration. */
import { stringify } from "yaml";
import { checksum } from "../../contract/pods/checksum";
import { CHART_MODES, type ChartMode, CONFIGURATION_KEY } from "../../contract/collector/chart";
import { labels } from "../../contract/names";
import { type ChartValues, releaseOf } from "./chartValues";

/** The text of a collector's configuration, in one order: the plan's file and the ConfigMap are equal byte for byte. */
export function configurationText(config: unknown): string {
  return stringify(config, { lineWidth: 0, aliasDuplicateObjects: false, sortMapEntries: true });
}

/**
 * The ConfigMap with the configuration of the values, and the values with which the chart mounts it in place of one of
 * its own.
 *
 * The name has a fingerprint of the content, which never changes (`immutable`). So a rollout takes a configuration to one
 * pod after the other: a collector that restarts before its turn reads the configuration that it had.
 *
 * @throws Error if the values have no release or no mode of the chart
 */
export function withConfigurationMap(values: ChartValues, namespace: string) {
  const release = releaseOf(values);
  const { nameSuffix } = CHART_MODES[values["mode"] as ChartMode];
  const text = configurationText(values["alternateConfig"]);
  const name = `${release}${nameSuffix}-${checksum(text)}`;
  return {
    values: { ...values, configMap: { create: false, existingName: name } },
    configMap: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace, labels: labels(release) },
      immutable: true,
      data: { [CONFIGURATION_KEY]: text },
    },
  } as const;
}
