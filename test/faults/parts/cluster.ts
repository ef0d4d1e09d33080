/** A real API server for the cases about discovery, with a node, pods and a service account for each variant. */
import { readdirSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { NAMESPACES } from "../../../contract/names";
import { type ApiServer, startApiServer } from "../../acceptance/cluster/apiServer";
import type { KubernetesObject } from "../../acceptance/cluster/kubernetes";
import { applyObjects } from "../../acceptance/cluster/objects";
import { eventually } from "../../programs/processes";
import { findPrograms } from "../../programs/programs";
import type { VariantName } from "../plan/plannedVariant";
import { TcpProxy } from "./tcpProxy";
import type { CountingTarget } from "./targets";

const APPLICATIONS = "applications";
export const API_HOST = "kubernetes.default.svc";
export const API_PORT = 6443;
/** Where a pod finds its service account. */
export const ACCOUNT_FOLDER = "var/run/secrets/kubernetes.io/serviceaccount";

const namespace = (name: string): KubernetesObject => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

export class Cluster {
  private restarted: ReturnType<typeof spawn> | undefined;

  private constructor(readonly server: ApiServer) {}

  static async start(folder: string, logs: string): Promise<Cluster> {
    const cluster = new Cluster(await startApiServer(await findPrograms(["etcd", "kube-apiserver"]), folder, logs));
    await applyObjects(cluster.server, [namespace(APPLICATIONS), namespace(NAMESPACES.agent)]);
    return cluster;
  }

  /** Kills the API server and starts it again with the same data: what its watches remembered is gone. */
  async restart(): Promise<void> {
    const port = this.server.api.access.server.port;
    const pid = readdirSync("/proc").find(
      (name) => /^\d+$/.test(name) && commandLine(name).includes(`--secure-port=${port}`),
    );
    if (!pid) throw new Error("the API server's process cannot be found");
    const [program = "", ...args] = commandLine(pid);
    process.kill(Number(pid), "SIGKILL");
    await eventually("the API server is gone", 10, async () => {
      const answer = await this.server.api.get("/readyz").catch(() => undefined);
      if (answer !== undefined) throw new Error("it still answers");
    });
    this.restarted = spawn(program, args, { stdio: "ignore" });
    const { restarted } = this;
    process.once("exit", () => restarted.kill("SIGKILL"));
    await eventually("the API server is back", 60, () => this.server.api.get("/readyz"));
  }

  async stop(): Promise<void> {
    this.restarted?.kill("SIGKILL");
    await this.server.stop();
  }
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1);
  } catch {
    return [];
  }
}

/** What a variant has on the API server. */
export class VariantCluster {
  readonly node: string;
  readonly proxy: TcpProxy;
  private readonly account: string;
  private holder = 0;

  constructor(
    private readonly cluster: Cluster,
    variant: VariantName,
    readonly address: string,
    private readonly rules: readonly unknown[],
    private readonly agentAddress: string,
  ) {
    // Every case has objects of its own.
    const unique = `${variant}-${String(Date.now())}`;
    this.node = `node-${unique}`;
    this.account = `otel-${unique}`;
    const { hostname, port } = cluster.server.api.access.server;
    this.proxy = new TcpProxy({ address, port: API_PORT }, { address: hostname, port: Number(port) });
  }

  get agentPod(): string {
    return `agent-${this.node}`;
  }

  /** Files of the service account, with the first token. */
  async start(targets: readonly CountingTarget[]): Promise<Record<string, string>> {
    const { api } = this.cluster.server;
    const metadata = { name: this.account };
    await api.apply({ apiVersion: "v1", kind: "Node", metadata: { name: this.node } });
    await api.apply({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { ...metadata, namespace: NAMESPACES.agent },
    });
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata,
      rules: this.rules,
    };
    await api.apply(role);
    await this.allow();
    await this.addPod(NAMESPACES.agent, this.agentPod, this.agentAddress, {});
    for (const target of targets) await this.addTarget(target);
    await this.proxy.start();
    return {
      [`${ACCOUNT_FOLDER}/token`]: await this.newToken(),
      [`${ACCOUNT_FOLDER}/ca.crt`]: api.access.authority,
      [`${ACCOUNT_FOLDER}/namespace`]: NAMESPACES.agent,
    };
  }

  /** Gives the agent's role to its service account. */
  async allow(): Promise<void> {
    await this.cluster.server.api.apply(this.binding());
  }

  /** Takes it away. */
  async deny(): Promise<void> {
    await this.cluster.server.api.delete(this.binding());
  }

  /** A new token; the one before it is worth nothing once `forgetToken` has been called. */
  async newToken(): Promise<string> {
    this.holder += 1;
    const { api } = this.cluster.server;
    await api.apply(this.secret(this.holder));
    const { uid } = (
      await api.get<KubernetesObject>(`/api/v1/namespaces/${NAMESPACES.agent}/secrets/${this.secretName(this.holder)}`)
    ).metadata;
    const path = `/api/v1/namespaces/${NAMESPACES.agent}/serviceaccounts/${this.account}/token`;
    const { body } = await api.request<{ status: { token: string } }>("POST", path, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { boundObjectRef: { apiVersion: "v1", kind: "Secret", name: this.secretName(this.holder), uid } },
    });
    return body.status.token;
  }

  /** Ends the token before the newest: the object to which it is bound goes. */
  async forgetToken(): Promise<void> {
    await this.cluster.server.api.delete(this.secret(this.holder - 1));
  }

  async addTarget({ name, address, port }: CountingTarget): Promise<void> {
    const annotations = { "prometheus.io/scrape": "true", "prometheus.io/port": String(port) };
    await this.addPod(APPLICATIONS, `${name}-${this.node}`, address, annotations);
  }

  async removeTarget({ name }: CountingTarget): Promise<void> {
    const metadata = { name: `${name}-${this.node}`, namespace: APPLICATIONS };
    await this.cluster.server.api.delete({ apiVersion: "v1", kind: "Pod", metadata });
  }

  private async addPod(
    namespaceName: string,
    name: string,
    podIP: string,
    annotations: Record<string, string>,
  ): Promise<void> {
    const { api } = this.cluster.server;
    const metadata = { name, namespace: namespaceName, annotations, labels: { "app.kubernetes.io/name": "counter" } };
    const container = { name: "main", image: "counter:1", ports: [{ containerPort: 8080 }] };
    const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: { nodeName: this.node, containers: [container] } };
    await api.apply(pod);
    await api.patchStatus(pod, { phase: "Running", podIP, podIPs: [{ ip: podIP }] });
  }

  private binding(): KubernetesObject {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: this.account },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: this.account },
      subjects: [{ kind: "ServiceAccount", name: this.account, namespace: NAMESPACES.agent }],
    };
    return binding;
  }

  private secretName(holder: number): string {
    return `token-holder-${this.account}-${holder}`;
  }

  private secret(holder: number): KubernetesObject {
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: this.secretName(holder), namespace: NAMESPACES.agent },
    };
  }
}
