/** Names of what the settings add to collectors: processors, and exporters to further destinations. */
import type { ComponentId } from "./components";

/** No name of the stack's own components begins with it, and no team's name can: it has no underscore. */
const PREFIX = "own_";

/** What the alerts match in the id of an exporter of the settings. */
export const OWN_EXPORTER_PATTERN = `.+/${PREFIX}.+`;

/** The id of a component of the settings. */
export function ownId<Type extends ComponentId>(type: Type, name: string) {
  return `${type}/${PREFIX}${name}` as const;
}

/** The id of the pipeline that ends in an exporter of the settings. */
export const ownPipelineId = (signal: string, name: string): string => `${signal}/${PREFIX}${name}`;

/** Whether a component comes from the settings. */
export const isOwn = (id: string): boolean => id.includes(`/${PREFIX}`);

/** Where a collector finds the credentials of its exporters, a file for each, named after it. */
export const EXPORTERS_FOLDER = "/etc/otel/exporters";

/**
 * Name of the Secret with those credentials.
 *
 * @param workload name of the DaemonSet, Deployment or StatefulSet that mounts it
 */
export const exportersSecret = (workload: string): string => `${workload}-exporters`;
