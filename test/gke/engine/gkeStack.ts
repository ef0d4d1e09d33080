/** A stack of this project with a GKE cluster, from `up` to `destroy`, in a copy of the project. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { list } from "../../cluster/kubectl";
import { ProjectCopy } from "../../cluster/project";
import { GkeEnvironment } from "./environment";
import { type Change, changesOf } from "./steps";

/** A stack's configuration, by its keys without `gke-telemetry:`. */
export type Sections = Readonly<Record<string, unknown>>;
export type SectionsChange = (sections: Sections) => Sections;

const PREFIX = "gke-telemetry:";
/** Namespaces that a cluster has from its beginning. */
const OF_THE_CLUSTER = /^(default|kube-.*|local-path-storage)$/;

export class GkeStack {
  private constructor(
    readonly name: string,
    readonly environment: GkeEnvironment,
    readonly project: ProjectCopy,
  ) {}

  /**
   * @param source folder of the project
   * @param log name of the log in `out/gke/`, which has every request to Google's APIs
   */
  static async start(name: string, log = name, source = "."): Promise<GkeStack> {
    const logFile = path.resolve("out", "gke", `${log}.jsonl`);
    fs.rmSync(logFile, { force: true });
    const environment = await GkeEnvironment.start(logFile);
    const stack = new GkeStack(name, environment, new ProjectCopy(environment.variables, source));
    stack.useLocalChart();
    return stack;
  }

  /** Continues with the files of another folder, such as another revision of the project. */
  replaceProject(source: string): void {
    this.project.replaceBy(source);
    this.useLocalChart();
  }

  /** COLLECTOR_CHART_DIR names a folder with the collector's chart, for machines that do not reach its repository. */
  private useLocalChart(): void {
    const chart = process.env["COLLECTOR_CHART_DIR"];
    if (chart) this.configure((sections) => ({ ...sections, charts: { collector: path.resolve(chart) } }));
  }

  configure(change: SectionsChange): void {
    this.project.configure(this.name, (config) => {
      const sections = Object.entries(config).map(([key, value]) => [key.replace(PREFIX, ""), value]);
      const changed = Object.entries(change(Object.fromEntries(sections) as Sections));
      return Object.fromEntries(changed.map(([key, value]) => [`${PREFIX}${key}`, value]));
    });
  }

  /** As its users do it, with the checks and the policies before. */
  async up(): Promise<string> {
    return this.succeed(await this.project.run("up", "--stack", this.name, "--yes"));
  }

  async destroy(): Promise<string> {
    return this.succeed(await this.project.run("destroy", "--stack", this.name, "--yes"));
  }

  async preview(): Promise<Change[]> {
    const result = await this.project.pulumi(["preview", "--json", "--stack", this.name]);
    this.succeed(result);
    return changesOf(result.stdout);
  }

  /** A preview of other settings, which are then what they were. */
  async previewOf(change: SectionsChange): Promise<Change[]> {
    const restore = this.savedConfiguration();
    this.configure(change);
    try {
      return await this.preview();
    } finally {
      restore();
    }
  }

  /** @returns what makes the settings again what they are now */
  savedConfiguration(): () => void {
    const file = path.join(this.project.folder, `Pulumi.${this.name}.yaml`);
    const before = fs.readFileSync(file);
    return () => {
      fs.writeFileSync(file, before);
    };
  }

  /** What is left at Google and in Kubernetes. */
  remains(): string[] {
    const namespaces = list<{ metadata: { name: string } }>("namespaces").map(({ metadata }) => metadata.name);
    const others = list<{ metadata: { name: string } }>("clusterroles,clusterrolebindings,priorityclasses")
      .map(({ metadata }) => metadata.name)
      .filter((name) => /otel|telemetry/.test(name));
    return [
      ...this.environment.google.store.names(),
      ...namespaces.filter((name) => !OF_THE_CLUSTER.test(name)),
      ...others,
    ];
  }

  /** The preview as its users read it, with the difference of each resource. */
  async previewText(): Promise<string> {
    const args = ["preview", "--diff", "--policy-pack", "policy", "--stack", this.name];
    return this.succeed(await this.project.pulumi(args));
  }

  /**
   * Deletes what is left in Kubernetes, after a failure too. What Google's APIs protect stays at the stand-in, which
   * forgets it.
   */
  async stop(): Promise<void> {
    await this.project.pulumi(["state", "unprotect", "--all", "--yes", "--stack", this.name]);
    await this.project.pulumi(["destroy", "--yes", "--skip-preview", "--stack", this.name]);
    this.project.remove();
    await this.environment.stop();
  }

  private succeed({ status, output }: { readonly status: number; readonly output: string }): string {
    assert.deepEqual(this.environment.google.complaints, [], output);
    assert.equal(status, 0, output);
    return output;
  }
}
