/** Builds a collector configuration from its pipelines. Its sections contain the components that pipelines use. */
import type { ComponentId } from "../../contract/collector/components";
import type { CollectorConfig, Components, JsonObject, Pipeline } from "./model";

/** A component: its id, which is `type` or `type/name`, and its settings. */
export interface Component {
  readonly id: ComponentId;
  readonly settings: JsonObject;
  /** Whether it is a connector: an exporter of one pipeline and a receiver of others. Default: no. */
  readonly isConnector?: true;
}

/** A pipeline of components, in the order of the data flow. */
export interface ComponentPipeline {
  /** Signal, or `signal/name`. */
  readonly id: string;
  readonly receivers: readonly Component[];
  readonly processors: readonly Component[];
  readonly exporters: readonly Component[];
}

export function pipeline(
  id: string,
  receivers: readonly Component[],
  processors: readonly Component[],
  exporters: readonly Component[],
): ComponentPipeline {
  return { id, receivers, processors, exporters };
}

/** What a collector consists of. */
export interface CollectorParts {
  readonly extensions: readonly Component[];
  readonly telemetry: JsonObject;
  readonly pipelines: readonly ComponentPipeline[];
}

/** The whole configuration of a collector. */
export function collectorConfig({ extensions, telemetry, pipelines }: CollectorParts): CollectorConfig {
  const all = fromOutsideFirst(pipelines);
  const receivers = all.flatMap((one) => one.receivers);
  const exporters = all.flatMap((one) => one.exporters);
  const connectors = exporters.filter(({ isConnector }) => isConnector);
  return {
    extensions: section(extensions),
    receivers: section(receivers.filter(({ isConnector }) => !isConnector)),
    processors: section(all.flatMap(({ processors }) => processors)),
    exporters: section(exporters.filter(({ isConnector }) => !isConnector)),
    ...(connectors.length > 0 && { connectors: section(connectors) }),
    service: {
      extensions: extensions.map(({ id }) => id),
      telemetry,
      pipelines: Object.fromEntries(pipelines.map((one) => [one.id, ids(one)])),
    },
  };
}

function ids({ receivers, processors, exporters }: ComponentPipeline): Pipeline {
  const idsOf = (components: readonly Component[]) => components.map(({ id }) => id);
  return { receivers: idsOf(receivers), processors: idsOf(processors), exporters: idsOf(exporters) };
}

/** The components of a section by id. The same id in several pipelines is one component. */
function section(components: readonly Component[]): Components {
  for (const { id, settings } of components)
    if (components.some((other) => other.id === id && JSON.stringify(other.settings) !== JSON.stringify(settings)))
      throw new Error(`Two pipelines want different settings of the component ${id}.`);
  return Object.fromEntries(components.map(({ id, settings }) => [id, settings]));
}

/** Sorts pipelines for readers: pipelines that receive data from outside first, then those of metrics. */
function fromOutsideFirst(pipelines: readonly ComponentPipeline[]): readonly ComponentPipeline[] {
  const rank = ({ id }: ComponentPipeline) => (!id.includes("/") ? 0 : id.startsWith("metrics/") ? 1 : 2);
  return [...pipelines].sort((one, other) => rank(one) - rank(other));
}
