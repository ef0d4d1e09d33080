/** Further destinations of a signal: each has a pipeline of its own, so that it costs the store's copy nothing. */
import { COMPONENTS, EXPORTERS, EXTENSIONS } from "../../../contract/collector/components";
import { EXPORTERS_FOLDER, exportersSecret, ownId, ownPipelineId } from "../../../contract/collector/own";
import type { Exporter, Signal } from "../../../settings/schema/extending/exporters";
import { exporterQueueBytes } from "../../../settings/sizing/extending/exporters";
import { secretFiles, type Volume } from "../chartValues";
import { REQUEST_BATCH, RETRY_WHILE_QUEUED } from "../exporters";
import type { JsonObject } from "../model";
import { type Component, type ComponentPipeline, pipeline } from "../pipelines";
import { ISOLATION } from "../processors";

/** Connects the pipeline that writes to the store with those of further destinations. */
const COPIED: Component = { id: COMPONENTS.copied, settings: {}, isConnector: true };

/** What the pipeline that writes to the store has to send to besides: nothing without exporters. */
export function copyConnector(exporters: readonly Exporter[]): Component[] {
  return exporters.length === 0 ? [] : [COPIED];
}

/**
 * The pipelines of the exporters. An exporter beside that of the store would return the error of its full queue to the
 * sender, who would then repeat what the store has: the processor between them takes everything, and drops what its
 * exporter does not take.
 *
 * @param source where they receive from. Default: `copyConnector`
 */
export function copyPipelines(
  signal: Signal,
  exporters: readonly Exporter[],
  source: Component = COPIED,
): ComponentPipeline[] {
  return exporters.map((exporter) =>
    pipeline(ownPipelineId(signal, exporter.name), [source], [ISOLATION], [otlpExporter(exporter)]),
  );
}

const authenticatorId = ({ name }: Exporter) => ownId(EXTENSIONS.bearerTokenAuth, name);

/** The extensions that authenticate the exporters. Each watches its file, so that a new credential needs no restart. */
export function exporterAuthenticators(exporters: readonly Exporter[]): Component[] {
  return exporters.map((exporter) => ({
    id: authenticatorId(exporter),
    settings: { ...scheme(exporter), filename: `${EXPORTERS_FOLDER}/${exporter.name}` },
  }));
}

function scheme({ auth }: Exporter): JsonObject {
  switch (auth.kind) {
    case "bearer":
      return {};
    case "basic":
      return { scheme: "Basic" };
    case "header":
      return { header: auth.header, scheme: "" };
  }
}

/** Sends a copy by OTLP. What its queue has no room for is dropped and counted. */
function otlpExporter(exporter: Exporter): Component {
  const { name, protocol, endpoint, headers, authority, serverName } = exporter;
  const settings = {
    endpoint,
    timeout: "10s",
    compression: "gzip",
    ...(Object.keys(headers).length > 0 && { headers }),
    auth: { authenticator: authenticatorId(exporter) },
    tls: {
      ...(authority !== undefined && { ca_pem: authority }),
      ...(serverName !== undefined && { server_name_override: serverName }),
      min_version: "1.2",
    },
    retry_on_failure: RETRY_WHILE_QUEUED,
    sending_queue: {
      enabled: true,
      sizer: "bytes",
      queue_size: exporterQueueBytes(exporter),
      num_consumers: 2,
      block_on_overflow: false,
      batch: REQUEST_BATCH,
    },
  };
  return { id: ownId(protocol === "grpc" ? EXPORTERS.otlpGrpc : EXPORTERS.otlpHttp, name), settings };
}

/** The volume with their credentials. The pod does not start before the Secret exists. */
export function exporterVolumes(exporters: readonly Exporter[], workload: string): Volume[] {
  return exporters.length === 0 ? [] : [secretFiles("exporters", exportersSecret(workload), EXPORTERS_FOLDER)];
}
