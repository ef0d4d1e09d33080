/**
 * A process that claims the lease of a cluster's trace pipeline, as a program does in an up: `claimant KUBECONFIG_FILE`.
 *
 * It says that it is ready, then makes a claim for every line that it reads, and writes its result as a line.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { claimLease, type Claimant } from "../../../lease/claim";
import { openLease } from "../../../lease/kubernetesLease";

async function main(): Promise<void> {
  const kubeconfig = readFileSync(process.argv[2] ?? "", "utf8");
  const api = await openLease({ kubeconfig, timeoutSeconds: 30 });
  process.stdout.write("ready\n");
  for await (const line of createInterface({ input: process.stdin })) {
    const claimant = JSON.parse(line) as Claimant;
    try {
      const claim = await claimLease(api, claimant, () => new Promise((resolve) => setTimeout(resolve, 100)));
      process.stdout.write(`${JSON.stringify(claim)}\n`);
    } catch (error) {
      process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
    }
  }
}

void main();
