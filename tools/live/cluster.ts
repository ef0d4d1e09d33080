/** The cluster that a command looks at: that of a stack, or the one that a kubeconfig names. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import type { ClusterAccess } from "../../lease/kubernetesLease";
import { clusterFacts } from "../../facts/cluster";
import { contextNames, readKubeconfig } from "../../settings/load/kubeconfig";
import { problemsText } from "../../settings/problems";
import type { Settings } from "../../settings/schema/settings";
import { stackFileOf, UsageError, UserError } from "../cli";
import { missingPrograms } from "../deploy/requirements";
import { selectStack } from "../deploy/stack";
import { planStack, type Plan } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";

/** Options of every command that looks at a running cluster. */
export const CLUSTER_OPTIONS = {
  stack: { type: "string" },
  config: { type: "string" },
  kubeconfig: { type: "string" },
  context: { type: "string" },
} as const;

/** The same, for `--help`. */
export const CLUSTER_USAGE = `  --stack NAME       name of the stack, whose settings are in Pulumi.NAME.yaml
  --config FILE      stack file, in place of Pulumi.NAME.yaml
  --kubeconfig FILE  look at the cluster of this kubeconfig. Without --stack: at a cluster of which nothing else is known
  --context NAME     context in the kubeconfig; default: its current one`;

/** Values of `CLUSTER_OPTIONS`. */
export type ClusterOptions = { readonly [Name in keyof typeof CLUSTER_OPTIONS]?: string | undefined };

/** A cluster, and what should run in it. */
export interface LiveCluster {
  /** Name of the cluster in the settings, or the context of the kubeconfig. */
  readonly name: string;
  /** The way to it. Timeouts are those of a command. */
  readonly access: Omit<ClusterAccess, "timeoutSeconds">;
  /** What the stack should be; absent without `--stack`. */
  readonly plan?: PlannedStack;
}

/** A plan without problems. */
export type PlannedStack = Plan & { readonly settings: Settings };

function textOf(file: string, context: string | undefined): string {
  if (!fs.statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new UsageError(`--kubeconfig ${file}: there is no such file.`);
  const text = fs.readFileSync(file, "utf8");
  const names = contextNames(text) ?? [];
  if (names.length === 0) throw new UsageError(`--kubeconfig ${file}: it is no kubeconfig with a context.`);
  if (context !== undefined && !names.includes(context))
    throw new UsageError(`--context ${context}: the contexts of ${file} are ${names.join(", ")}.`);
  return text;
}

function currentContext(kubeconfig: string): string {
  const { "current-context": context } = (YAML.parse(kubeconfig) ?? {}) as { "current-context"?: unknown };
  return typeof context === "string" ? context : "without a current context";
}

/** The kubeconfig of a stack: that of its settings, or the one which the engine has of a cluster that it created. */
async function kubeconfigOf({ stack, settings }: PlannedStack): Promise<string | undefined> {
  const { existing } = clusterFacts(settings.cluster);
  if (existing) return readKubeconfig(existing).text;
  const missing = missingPrograms(settings);
  if (missing.length > 0) throw new UserError(missing.join("\n"));
  const outputs = await (await selectStack(stack, "existing")).outputs();
  const kubeconfig = outputs["kubeconfig"]?.value as string | undefined;
  if (kubeconfig === undefined) throw new UserError(`Stack ${stack} creates its cluster, and has not yet.`);
  return kubeconfig;
}

async function plannedStack({ stack: named, config }: ClusterOptions): Promise<PlannedStack> {
  const { stack, file } = stackFileOf(named, config);
  const { settings, ...plan } = await planStack(stack, readStackFile(file));
  if (!settings || plan.problems.length > 0) throw new UserError(problemsText(plan.problems));
  return { ...plan, settings };
}

const accessOf = (kubeconfig: string | undefined, context: string | undefined): LiveCluster["access"] => ({
  ...(kubeconfig !== undefined && { kubeconfig }),
  ...(context !== undefined && { context }),
});

/**
 * The cluster that a command's options name. A kubeconfig among them goes before that of the stack.
 *
 * @throws UsageError where they name none; UserError where the stack has problems or no cluster yet
 */
export async function liveCluster(options: ClusterOptions): Promise<LiveCluster> {
  const given = options.kubeconfig === undefined ? undefined : textOf(options.kubeconfig, options.context);
  if (options.stack === undefined && options.config === undefined) {
    if (given === undefined) throw new UsageError("Name a stack with --stack, or a cluster with --kubeconfig.");
    return { name: options.context ?? currentContext(given), access: accessOf(given, options.context) };
  }
  const plan = await plannedStack(options);
  const { cluster } = plan.settings;
  const context = options.context ?? (given === undefined ? clusterFacts(cluster).context : undefined);
  return { name: cluster.name, access: accessOf(given ?? (await kubeconfigOf(plan)), context), plan };
}
