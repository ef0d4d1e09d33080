/** A Prometheus with the configuration of the plan, which can be killed and started again. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { eventually, type ManagedProcess, startProcess } from "../../programs/processes";
import type { Endpoint } from "./proxy";
import type { PlannedVariant } from "../plan/plannedVariant";

export interface StoreOptions {
  readonly name: string;
  /** Path of Prometheus. */
  readonly program: string;
  readonly folder: string;
  readonly logs: string;
  readonly endpoint: Endpoint;
  readonly planned: PlannedVariant;
}

export class Store {
  readonly url: string;
  /** Where its database is. */
  readonly data: string;
  private process: ManagedProcess | undefined;

  constructor(private readonly options: StoreOptions) {
    const { endpoint, folder, planned } = options;
    this.url = `http://${endpoint.address}:${endpoint.port}`;
    this.data = join(folder, "data");
    const rules = join(folder, "rules");
    for (const path of [this.data, rules]) mkdirSync(path, { recursive: true });
    for (const [name, text] of Object.entries(planned.ruleFiles)) writeFileSync(join(rules, name), text);
    const config = {
      ...planned.storeConfig,
      global: { ...planned.storeConfig.global, evaluation_interval: "1s" },
      rule_files: Object.keys(planned.ruleFiles).map((name) => join(rules, name)),
    };
    writeFileSync(join(folder, "prometheus.yml"), JSON.stringify(config, undefined, 2));
  }

  async start(): Promise<void> {
    const { name, program, folder, logs, endpoint, planned } = this.options;
    const args = [
      ...planned.storeArguments.filter((argument) => !/^--(config\.file|storage\.tsdb\.path)=/.test(argument)),
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${this.data}`,
      `--web.listen-address=${endpoint.address}:${endpoint.port}`,
    ];
    const running = startProcess(name, program, args, { folder: logs });
    this.process = running;
    await eventually(
      `${name} is ready`,
      120,
      async () => {
        const { ok, status } = await fetch(`${this.url}/-/ready`);
        if (!ok) throw new Error(`status ${status}`);
      },
      [running],
    );
  }

  async kill(): Promise<void> {
    const { process: running } = this;
    if (!running || running.ended()) return;
    running.kill();
    await eventually("the store is gone", 60, () => {
      if (!running.ended()) throw new Error("it still runs");
    });
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }
}
