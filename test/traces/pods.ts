/** The pods that send: an API server has them, so that agents tell from the connection whose a span is. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CollectorConfig } from "../../collector/common/model";
import { componentType } from "../../contract/collector/components";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { type ApiServer, startApiServer } from "../acceptance/cluster/apiServer";
import { reportStatus } from "../acceptance/cluster/kubelet";
import { applyObjects } from "../acceptance/cluster/objects";
import type { Pod } from "../acceptance/cluster/pods";
import { findPrograms } from "../programs/programs";
import { nextAddress } from "./names";

/** A pod that sends. */
export interface SendingPod {
  readonly name: string;
  readonly namespace: string;
  /** Number of the agent on its node. Default: that of the first. */
  readonly agent?: number;
  /** Default: one of its own. */
  readonly address?: string;
}

const nodeOf = (agent: number) => `node-${agent}`;

export class Pods {
  private readonly addresses = new Map<string, string>();

  private constructor(
    private readonly server: ApiServer,
    private readonly kubeconfig: string,
  ) {}

  static async start(pods: readonly SendingPod[], folder: string): Promise<Pods> {
    const programs = await findPrograms(["etcd", "kube-apiserver"]);
    mkdirSync(folder, { recursive: true });
    const server = await startApiServer(programs, folder, folder);
    const started = new Pods(server, join(folder, "kubeconfig.json"));
    started.writeKubeconfig();
    for (const pod of pods) await started.create(pod);
    return started;
  }

  private async create({ name, namespace, agent = 0, address = nextAddress() }: SendingPod): Promise<void> {
    await applyObjects(this.server, [{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
    const { body: pod } = await this.server.api.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace },
      spec: { nodeName: nodeOf(agent), containers: [{ name: "main", image: "example.invalid/application:1" }] },
    });
    await reportStatus(this.server.api, { pod, podIP: address, hostIP: "127.0.0.1" }, "Running");
    this.addresses.set(name, address);
  }

  private writeKubeconfig(): void {
    const { server, authority, token } = this.server.api.access;
    const cluster = { server: server.origin, "certificate-authority-data": Buffer.from(authority).toString("base64") };
    const [name, user] = ["pods", { token }];
    const config = {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name, cluster }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name } }],
      "current-context": name,
    };
    writeFileSync(this.kubeconfig, JSON.stringify(config), { mode: 0o600 });
  }

  /** Address from which the pod sends. */
  address(name: string): string {
    const address = this.addresses.get(name);
    if (address === undefined) throw new Error(`there is no pod ${name}`);
    return address;
  }

  /** Variables of the agent with this number. */
  environment(agent: number): Readonly<Record<string, string>> {
    return { KUBECONFIG: this.kubeconfig, [NODE_NAME_VARIABLE]: nodeOf(agent) };
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

/** The agent's look-up of pods as a process of this machine has it: by a kubeconfig, and sure of the pods once it runs. */
export function outsideOfPod(config: CollectorConfig): CollectorConfig {
  const processors = Object.entries(config.processors).map(([id, settings]) =>
    componentType(id) === "k8s_attributes"
      ? [id, { ...settings, auth_type: "kubeConfig", wait_for_metadata: true, wait_for_metadata_timeout: "30s" }]
      : [id, settings],
  );
  return { ...config, processors: Object.fromEntries(processors) as CollectorConfig["processors"] };
}
