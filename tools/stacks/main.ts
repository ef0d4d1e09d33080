/** `npm run stacks [-- --kind KIND]`: the stacks that have a file, for the matrix of a workflow. */
import { clusterFacts } from "../../facts/cluster";
import { runCommand, stackFileOf, stackNames } from "../cli";
import { planStack } from "../plan/plan";
import { readStackFile } from "../plan/stackFile";
import { inOrder, type KnownStack } from "./order";

const USAGE = `Usage: npm run stacks [-- --kind KIND]

  --kind KIND  only stacks whose cluster is of this kind, such as gke

Prints a JSON list of the stacks that have a file Pulumi.NAME.yaml, in the order of their rollout: clusters that are
protected from deletion come last. A stack whose settings have problems is of every kind, so that its job says so.
Exit status: 0 success, 2 wrong usage.`;

async function knownStack(name: string): Promise<KnownStack> {
  const { settings } = await planStack(name, readStackFile(stackFileOf(name).file));
  if (!settings) return { name, isProtected: true };
  const { cluster } = settings;
  return { name, kind: cluster.kind, isProtected: clusterFacts(cluster).deletionProtection };
}

async function main({ kind }: { readonly kind?: string | undefined }): Promise<number> {
  const stacks: KnownStack[] = [];
  // One process plans one stack at a time.
  for (const name of stackNames()) stacks.push(await knownStack(name));
  process.stdout.write(`${JSON.stringify(inOrder(stacks, kind))}\n`);
  return 0;
}

void runCommand({ usage: USAGE, options: { kind: { type: "string" } }, run: main });
