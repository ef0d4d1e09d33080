/** A VictoriaLogs with the arguments of the plan, which can be killed and started again. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import type { Endpoint } from "../parts/proxy";

export interface LogStoreOptions {
  readonly name: string;
  /** Path of VictoriaLogs. */
  readonly program: string;
  readonly folder: string;
  readonly logs: string;
  readonly endpoint: Endpoint;
  readonly args: readonly string[];
}

export class LogStore {
  /** Where its data is. */
  readonly data: string;
  private readonly url: string;
  private process: ManagedProcess | undefined;

  constructor(private readonly options: LogStoreOptions) {
    const { endpoint, folder } = options;
    this.url = `http://${endpoint.address}:${endpoint.port}`;
    this.data = join(folder, "store");
    mkdirSync(this.data, { recursive: true });
  }

  async start(): Promise<void> {
    await this.kill();
    const { name, program, logs, endpoint, args } = this.options;
    const listen = `-httpListenAddr=${endpoint.address}:${endpoint.port}`;
    const running = startProcess(name, program, [...args, listen, `-storageDataPath=${this.data}`], { folder: logs });
    this.process = running;
    await eventually(`${name} is ready`, 60, () => this.get("/health"), [running]);
  }

  async kill(): Promise<void> {
    const { process: running } = this;
    if (!running || running.ended()) return;
    running.kill();
    await eventually("the store is gone", 60, () => {
      if (!running.ended()) throw new Error("it still runs");
    });
  }

  /** How often each text of a namespace is stored. A store that cannot be asked has none. */
  async texts(namespace: string): Promise<ReadonlyMap<string, number>> {
    const query = `k8s.namespace.name:="${namespace}" | fields _msg`;
    const answer = await this.get(`/select/logsql/query?${new URLSearchParams({ query }).toString()}`).catch(() => "");
    const counts = new Map<string, number>();
    for (const line of answer.split("\n").filter(Boolean)) {
      const { _msg: text = "" } = JSON.parse(line) as { _msg?: string };
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return counts;
  }

  /** Bytes of text of a namespace, by the minute in which they were written. */
  async bytesByMinute(namespace: string): Promise<number[]> {
    const query = `k8s.namespace.name:="${namespace}" | stats by (_time:1m) sum_len(_msg) bytes`;
    const answer = await this.get(`/select/logsql/query?${new URLSearchParams({ query }).toString()}`);
    return answer
      .split("\n")
      .filter(Boolean)
      .map((line) => Number((JSON.parse(line) as { bytes: string }).bytes));
  }

  private async get(path: string): Promise<string> {
    const answer = await fetch(`${this.url}${path}`);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`status ${answer.status}: ${text}`);
    return text;
  }
}
