/** Labels, annotations and pull secrets of one's own in the values of the collector's chart. */
import type { OwnMetadata } from "../../contract/types";
import type { ChartValues } from "./chartValues";
import { isObject, type Json, type JsonObject } from "./model";

/**
 * The values with what is added to every object and pod. The chart has no value for annotations of its
 * autoscaler and disruption budget: these get labels alone. Its selectors have none of the labels.
 */
export function withOwnMetadata(
  values: ChartValues,
  { labels, annotations, imagePullSecrets }: OwnMetadata,
): ChartValues {
  const part = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
  const annotated = (value: Json | undefined): JsonObject => ({ ...part(value), annotations });
  const clusterRole = part(values["clusterRole"]);
  return {
    ...values,
    ...(Object.keys(labels).length > 0 && {
      additionalLabels: labels,
      podLabels: { ...labels, ...part(values["podLabels"]) },
    }),
    ...(Object.keys(annotations).length > 0 && {
      annotations,
      podAnnotations: { ...annotations, ...part(values["podAnnotations"]) },
      service: annotated(values["service"]),
      serviceAccount: annotated(values["serviceAccount"]),
      clusterRole: {
        ...annotated(clusterRole),
        clusterRoleBinding: annotated(clusterRole["clusterRoleBinding"]),
      },
    }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
  };
}
