/** Reads the files of containers on a node, as kubelet and container runtime write them. */
import { RECEIVERS } from "../../contract/collector/components";
import { POD_LOGS_FOLDER } from "../../contract/logs";
import type { LogsSettings } from "../../settings/schema/logs/logs";
import type { JsonObject } from "../common/model";
import type { Component } from "../common/pipelines";

/** Longest event, in bytes; longer ones are split. VictoriaLogs takes no more than 256 KiB in one. */
const EVENT_LIMIT_BYTES = 200 * 1024;

const FILE_PATH = 'attributes["log.file.path"]';

/**
 * The files of every container, below `NAMESPACE_POD_UID/CONTAINER/`: `0.log`, and the one that the kubelet rotated
 * last, so that lines which were written while no agent ran are found after a rotation. Older ones are compressed.
 *
 * @param storage extension that keeps the offsets
 */
export function podLogs({ excludedNamespaces, multiline }: LogsSettings, storage: Component): Component {
  const files = `${POD_LOGS_FOLDER}/*/*/*.log`;
  return {
    id: RECEIVERS.fileLog,
    settings: {
      include: [files, `${files}.*`],
      exclude: [
        ...["gz", "tmp"].map((extension) => `${POD_LOGS_FOLDER}/*/*/*.${extension}`),
        ...excludedNamespaces.map((namespace) => `${POD_LOGS_FOLDER}/${namespace}_*/**`),
      ],
      // The first lines of a pod are written before the agent finds its file.
      start_at: "beginning",
      include_file_path: true,
      include_file_name: false,
      storage: storage.id,
      max_log_size: EVENT_LIMIT_BYTES,
      // Until the next processor has taken a batch, the file is not read further.
      retry_on_failure: { enabled: true, initial_interval: "1s", max_interval: "5s", max_elapsed_time: "0s" },
      operators: [
        { id: "container", type: "container", max_log_size: EVENT_LIMIT_BYTES },
        ...multiline.map(event),
        ...["log.file.path", "logtag"].map((name) => ({
          id: `remove_${name.replaceAll(".", "_")}`,
          type: "remove",
          field: `attributes["${name}"]`,
          if: `"${name}" in attributes`,
        })),
      ],
    },
  };
}

/** Puts the lines of one event together. Each file has its own, and what is incomplete is sent after a second. */
function event({ namespace, container, firstLine }: LogsSettings["multiline"][number], index: number): JsonObject {
  const condition = [
    ...(namespace === undefined ? [] : [`resource["k8s.namespace.name"] == "${namespace}"`]),
    ...(container === undefined ? [] : [`resource["k8s.container.name"] == "${container}"`]),
  ].join(" and ");
  return {
    id: `event_${index + 1}`,
    type: "recombine",
    combine_field: "body",
    is_first_entry: `body matches ${quoted(firstLine)}`,
    source_identifier: FILE_PATH,
    force_flush_period: "1s",
    max_log_size: EVENT_LIMIT_BYTES,
    ...(condition !== "" && { if: condition }),
  };
}

/** Text in quotes for the languages of operators and statements. The collector replaces `$$` by `$`. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("$", "$$$$");
}
