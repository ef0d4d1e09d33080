/** Trace pipelines of one cluster: their ConfigMaps, and processes that claim the lease for them. */
import { spawn, type ChildProcess } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Claimant, PipelineClaim } from "../../../lease/claim";
import { NAMES, TRACE_PIPELINE_NAMESPACE } from "../../../contract/names";
import { environment } from "../environment";
import { ApiError, type ApiAccess, type KubernetesObject } from "../cluster/kubernetes";

export interface LeaseObject extends KubernetesObject {
  readonly spec: { readonly holderIdentity?: string };
}

export const LEASE: KubernetesObject = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  metadata: { name: NAMES.tracePipelineLease, namespace: TRACE_PIPELINE_NAMESPACE },
};

const LEASE_PATH = `/apis/coordination.k8s.io/v1/namespaces/${TRACE_PIPELINE_NAMESPACE}/leases/${NAMES.tracePipelineLease}`;

const recordOf = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: TRACE_PIPELINE_NAMESPACE },
});

/** The lease, or undefined where there is none. */
export async function readLease(): Promise<LeaseObject | undefined> {
  try {
    return await environment().server.api.get<LeaseObject>(LEASE_PATH);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}

/** Creates the ConfigMap of a pipeline, as the engine does before the program claims. */
export async function createPipeline(holder: string): Promise<Claimant> {
  const configMapName = `trace-pipeline-acceptance-${holder.replace("/", "-")}`;
  const { body } = await environment().server.api.create(recordOf(configMapName));
  return { holder, configMapName, configMapUid: body.metadata.uid ?? "" };
}

/** Deletes a pipeline's ConfigMap, as a destroy does last. */
export async function deletePipeline({ configMapName }: Claimant): Promise<void> {
  await environment().server.api.delete(recordOf(configMapName));
}

/** The kubeconfig of an identity. */
export function kubeconfigOf({ server, authority, token, clientCertificate }: ApiAccess): string {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const user = {
    ...(token && { token }),
    ...(clientCertificate && {
      "client-certificate-data": base64(clientCertificate.certificate),
      "client-key-data": base64(clientCertificate.key),
    }),
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "acceptance",
    contexts: [{ name: "acceptance", context: { cluster: "acceptance", user: "acceptance" } }],
    clusters: [
      { name: "acceptance", cluster: { server: server.origin, "certificate-authority-data": base64(authority) } },
    ],
    users: [{ name: "acceptance", user }],
  });
}

/** A process of its own that claims when it is told to. */
class ClaimantProcess {
  private readonly child: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(kubeconfigFile: string) {
    const args = ["tools/run.cjs", "test/acceptance/claimants/claimant.ts", kubeconfigFile];
    this.child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]();
  }

  async nextLine(): Promise<string> {
    const line = await this.lines.next();
    if (line.done) throw new Error("a claimant ended early");
    return line.value;
  }

  async claim(claimant: Claimant): Promise<PipelineClaim> {
    this.child.stdin!.write(`${JSON.stringify(claimant)}\n`);
    const answer = JSON.parse(await this.nextLine()) as PipelineClaim | { error: string };
    if ("error" in answer) throw new Error(answer.error);
    return answer;
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

/** Processes that claim at the same time, one for each pipeline. */
export class Claimants {
  private constructor(private readonly processes: readonly ClaimantProcess[]) {}

  static async start(count: number): Promise<Claimants> {
    const { server, folder } = environment();
    const file = join(folder, "claimants.kubeconfig");
    writeFileSync(file, kubeconfigOf(server.api.access), { mode: 0o600 });
    const processes = Array.from({ length: count }, () => new ClaimantProcess(file));
    for (const one of processes) await one.nextLine();
    return new Claimants(processes);
  }

  /** What each pipeline is told, in their order. */
  claim(pipelines: readonly Claimant[]): Promise<PipelineClaim[]> {
    return Promise.all(
      pipelines.map((pipeline, index) => {
        const one = this.processes[index];
        if (!one) throw new Error("there are fewer processes than pipelines");
        return one.claim(pipeline);
      }),
    );
  }

  stop(): void {
    for (const one of this.processes) one.stop();
  }
}
