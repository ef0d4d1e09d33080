/** Prometheus in agent mode, and vmagent, with the scrape configuration of the planned agent. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REMOTE_WRITE_2 } from "../../../../collector/common/exporters";
import {
  at,
  type CollectorConfig,
  isObject,
  type JsonObject,
  objects,
  textOf,
} from "../../../../collector/common/model";
import { scrapeJobs } from "../../../../collector/requirements/permissions";
import { JOBS } from "../../../../contract/series";
import { AGENT_POD } from "../../../faults/parts/agent";
import { withFixedTargets } from "../../../faults/plan/scrapeTargets";
import { eventually, startProcess } from "../../../programs/processes";
import { type Contender, GO_ENVIRONMENT, type Running, type Surroundings } from "./contender";

const PORT = 9090;

/** What the collector reads as variables, and `$$` as one `$`, in a text that Prometheus reads as it is. */
function asPrometheusReads(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\{env:(\w+)\}/g, (_, name?: string) =>
    name === undefined ? "$" : (variables[name] ?? ""),
  );
}

/** Labels that the agent puts on every sample besides those of the scrape. */
function externalLabels({ processors, exporters }: CollectorConfig): JsonObject {
  const attributes = Object.values(processors)
    .flatMap((processor) => objects(processor["attributes"]))
    .map(({ key, value }) => [textOf(key).replaceAll(".", "_"), textOf(value)] as const)
    .filter(([name, value]) => name !== "" && value !== "");
  const labels = Object.values(exporters).map((exporter) => exporter["external_labels"]);
  return Object.assign(Object.fromEntries(attributes), ...labels.filter(isObject)) as JsonObject;
}

function scraping(config: CollectorConfig, { address, pods }: Surroundings): JsonObject {
  const fixed = withFixedTargets(config, address, pods);
  const global = at(fixed.receivers["prometheus"], "config", "global");
  if (!isObject(global)) throw new Error("the agent has no settings of scrapes");
  return {
    global: { ...global, external_labels: externalLabels(config) },
    scrape_configs: scrapeJobs(fixed).filter((job) => job["job_name"] === JOBS.pods),
  };
}

async function startProgram(
  name: string,
  program: string,
  config: JsonObject,
  { folder, address }: Surroundings,
  args: (file: string, data: string) => readonly string[],
  readyPath: string,
): Promise<Running> {
  const data = join(folder, "data");
  const file = join(folder, `${name}.yaml`);
  mkdirSync(data, { recursive: true });
  const variables = { MY_POD_IP: address, OTEL_K8S_POD_NAME: AGENT_POD };
  writeFileSync(file, asPrometheusReads(JSON.stringify(config, undefined, 2), variables));
  const environment = { PATH: process.env["PATH"] ?? "", ...GO_ENVIRONMENT };
  const running = startProcess(name, program, args(file, data), { folder, environment });
  const probe = async () => {
    const { ok, status } = await fetch(`http://${address}:${PORT}${readyPath}`);
    if (!ok) throw new Error(`status ${status}`);
  };
  await eventually(`${name} is ready`, 60, probe, [running]);
  return { pid: running.pid, stop: () => running.stop() };
}

/** @param config the planned agent's configuration, whose scrapes and labels it is given */
export function prometheusAgent(config: CollectorConfig): Contender {
  return {
    name: "Prometheus agent mode, remote write 2.0",
    start: (surroundings) => {
      const write = [{ url: surroundings.sink.url, protobuf_message: REMOTE_WRITE_2 }];
      return startProgram(
        "prometheus",
        surroundings.programs.prometheus ?? "",
        { ...scraping(config, surroundings), remote_write: write },
        surroundings,
        (file, data) => [
          "--agent",
          `--config.file=${file}`,
          `--storage.agent.path=${data}`,
          `--web.listen-address=${surroundings.address}:${PORT}`,
        ],
        "/-/ready",
      );
    },
  };
}

/** @param program path of vmagent */
export function vmagent(program: string, config: CollectorConfig): Contender {
  return {
    name: "vmagent, remote write 1.0",
    start: (surroundings) =>
      startProgram(
        "vmagent",
        program,
        scraping(config, surroundings),
        surroundings,
        (file, data) => [
          `-promscrape.config=${file}`,
          "-promscrape.config.strictParse=false",
          `-remoteWrite.url=${surroundings.sink.url}`,
          "-remoteWrite.forcePromProto",
          `-remoteWrite.tmpDataPath=${data}`,
          `-httpListenAddr=${surroundings.address}:${PORT}`,
        ],
        "/health",
      ),
  };
}
