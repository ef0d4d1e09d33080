/** A Kubernetes API server: etcd and kube-apiserver on loopback, or the one that a kubeconfig names. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeAuditPolicy } from "./auditLog";
import { type ApiAccess, KubernetesApi } from "./kubernetes";
import { eventually, freePort, type ManagedProcess, startProcess } from "../../programs/processes";
import type { Programs } from "../../programs/programs";

export interface ApiServer {
  readonly api: KubernetesApi;
  /** What is behind it, for people. */
  readonly description: string;
  /** Whether it is this run's own, and goes with it. */
  readonly own: boolean;
  /** Its audit log; only an own server has one. */
  readonly auditLog?: string;
  stop(): Promise<void>;
}

async function startEtcd(
  program: string,
  folder: string,
  logs: string,
): Promise<{ url: string; process: ManagedProcess }> {
  const url = `http://127.0.0.1:${String(await freePort())}`;
  const peerUrl = `http://127.0.0.1:${String(await freePort())}`;
  const args = [
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
  ];
  return { url, process: startProcess("etcd", program, args, { folder: logs }) };
}

/** Writes the admin's token and the key pair that signs service account tokens. */
function writeCredentials(folder: string): {
  token: string;
  tokenFile: string;
  privateKeyFile: string;
  publicKeyFile: string;
} {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  const token = randomBytes(24).toString("hex");
  const files = {
    tokenFile: join(folder, "tokens.csv"),
    privateKeyFile: join(folder, "service-account.key"),
    publicKeyFile: join(folder, "service-account.pub"),
  };
  writeFileSync(files.tokenFile, `${token},acceptance-admin,1,"system:masters"\n`, { mode: 0o600 });
  writeFileSync(files.privateKeyFile, privateKey, { mode: 0o600 });
  writeFileSync(files.publicKeyFile, publicKey);
  return { token, ...files };
}

/** Starts etcd and kube-apiserver with RBAC and the default admission plugins, Pod Security among them. */
export async function startApiServer(
  programs: Partial<Programs>,
  workFolder: string,
  logs: string,
): Promise<ApiServer> {
  if (!programs.etcd || !programs["kube-apiserver"]) throw new Error("etcd and kube-apiserver are needed");
  const folder = join(workFolder, "api-server");
  mkdirSync(folder, { recursive: true });
  const credentials = writeCredentials(folder);
  const auditPolicy = join(folder, "audit-policy.json");
  const auditLog = join(folder, "audit.log");
  writeAuditPolicy(auditPolicy);
  const etcd = await startEtcd(programs.etcd, folder, logs);
  const port = await freePort();
  const args = [
    `--etcd-servers=${etcd.url}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, "certificates")}`,
    // No Service `kubernetes` with endpoints is needed, and a loopback address may not be an endpoint.
    "--endpoint-reconciler-type=none",
    "--advertise-address=127.0.0.1",
    "--service-cluster-ip-range=10.96.0.0/20",
    "--authorization-mode=Node,RBAC",
    "--anonymous-auth=false",
    `--token-auth-file=${credentials.tokenFile}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-signing-key-file=${credentials.privateKeyFile}`,
    `--service-account-key-file=${credentials.publicKeyFile}`,
    `--audit-policy-file=${auditPolicy}`,
    `--audit-log-path=${auditLog}`,
  ];
  const server = startProcess("kube-apiserver", programs["kube-apiserver"], args, { folder: logs });
  const certificate = join(folder, "certificates", "apiserver.crt");
  const access = (): ApiAccess => ({
    server: new URL(`https://127.0.0.1:${port}`),
    authority: readFileSync(certificate, "utf8"),
    token: credentials.token,
  });
  await eventually(
    "the API server is ready",
    60,
    async () => {
      await new KubernetesApi(access()).get("/readyz");
    },
    [etcd.process, server],
  );
  return {
    api: new KubernetesApi(access()),
    description: "kube-apiserver and etcd, started by this run",
    own: true,
    auditLog,
    stop: async () => {
      await server.stop(2);
      await etcd.process.stop(2);
    },
  };
}

/** The API server of somebody's cluster. */
export async function useApiServer(access: ApiAccess, kubeconfig: string): Promise<ApiServer> {
  const api = new KubernetesApi(access);
  const { gitVersion } = await api.get<{ gitVersion: string }>("/version");
  return {
    api,
    description: `Kubernetes ${gitVersion} at ${access.server.host}, which ${kubeconfig} names`,
    own: false,
    stop: () => Promise.resolve(),
  };
}
