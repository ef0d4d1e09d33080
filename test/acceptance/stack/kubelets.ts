/**
 * The metrics endpoints of a node's kubelet, as far as agents ask for them: over TLS, for whoever has a token that the
 * API server knows, and a role. Its pages are recorded from a kubelet 1.34. The API server itself asks it for
 * port-forwards and for logs.
 */
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { createServer } from "node:https";
import { join } from "node:path";
import { PORTS } from "../../../contract/ports";
import { serverCertificate, selfSignedCertificate } from "../../harness/credentials/openssl";
import type { KubernetesApi } from "../cluster/kubernetes";
import { nodeAddress, type NodeName } from "../cluster/nodes";
import type { Pod } from "../cluster/pods";
import { answerPortForward } from "./portForward";

const page = (name: string) =>
  readFileSync(join("tools", "plan", "change", "series", "recorded", `${name}.txt`), "utf8");

/** The pod whose series the recorded page has. */
const RECORDED = {
  namespace: "open-telemetry",
  pod: "otel-agent-qms7b",
  container: "opentelemetry-collector",
} as const;

/** cAdvisor's page of a node with these pods. Values and times move on, as those of a living node do. */
function containersPage(pods: readonly Pod[], seconds: number): string {
  const ofPod = (line: string, { metadata, spec }: Pod) =>
    line
      .replaceAll(`namespace="${RECORDED.namespace}"`, `namespace="${metadata.namespace ?? ""}"`)
      .replaceAll(RECORDED.pod, metadata.name)
      .replaceAll(`container="${RECORDED.container}"`, `container="${spec.containers[0]?.name ?? ""}"`)
      .replace(/name="([0-9a-f]{64})"/, `name="${metadata.uid ?? metadata.name}-$1"`);
  return page("cadvisor")
    .split("\n")
    .flatMap((line) => (line.includes(`pod="${RECORDED.pod}"`) ? pods.map((pod) => ofPod(line, pod)) : [line]))
    .map((line) =>
      line.replace(/ (\S+) \d{13}$/, (_, value: string) => {
        const counted = line.includes("_total{") ? Number(value) + seconds : Number(value);
        return ` ${counted} ${Date.now() - 5000}`;
      }),
    )
    .join("\n");
}

export interface KubeletRequest {
  readonly path: string;
  readonly status: number;
}

export interface RunningKubelet {
  readonly requests: readonly KubeletRequest[];
  stop(): Promise<void>;
}

/** A pod that runs on the node. */
export interface KubeletPod {
  readonly address: string;
  /** Output of its container. */
  readonly logFile?: string;
}

type KubeletPods = ReadonlyMap<string, KubeletPod>;

/** The last lines of a container's log at `/containerLogs/NAMESPACE/POD/CONTAINER`; undefined for another path. */
function logAt(url: string, pods: KubeletPods): string | undefined {
  const { pathname, searchParams } = new URL(url, "http://kubelet");
  const [, namespace, pod] = /^\/containerLogs\/([^/]+)\/([^/]+)\/[^/]+$/.exec(pathname) ?? [];
  const logFile = pods.get(`${namespace ?? ""}/${pod ?? ""}`)?.logFile;
  if (logFile === undefined) return undefined;
  const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
  return lines.slice(-Number(searchParams.get("tailLines") ?? lines.length)).join("\n");
}

/** What the kubelet asks the API server to allow for a path. */
const subresource = (path: string) => /^\/(metrics|stats|logs?|spec)(\/|$)/.exec(path)?.[1] ?? "proxy";

/** Status of an answer: the API server says who it is, and whether that may do it. */
async function decide(api: KubernetesApi, node: string, { headers, url = "" }: IncomingMessage): Promise<number> {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  if (token === undefined) return 401;
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } };
  interface Reviewed {
    readonly status: { readonly user?: { readonly username?: string; readonly groups?: readonly string[] } };
  }
  const { body } = await api.request<Reviewed>("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review);
  const { username, groups } = body.status.user ?? {};
  if (username === undefined) return 401;
  const attributes = { verb: "get", resource: "nodes", subresource: subresource(url), name: node };
  const access = {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: { user: username, groups, resourceAttributes: attributes },
  };
  const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  const answer = await api.request<{ status: { allowed: boolean } }>("POST", path, access);
  return answer.body.status.allowed ? 200 : 403;
}

/**
 * Starts the endpoints of a node.
 *
 * @param running the pods to whose ports it forwards and whose logs it has, by `namespace/name`
 */
export async function startKubelet(
  api: KubernetesApi,
  node: NodeName,
  pods: () => readonly Pod[],
  running: () => KubeletPods = () => new Map(),
): Promise<RunningKubelet> {
  const requests: KubeletRequest[] = [];
  const started = Date.now();
  const address = nodeAddress(node);
  const pages: Readonly<Record<string, () => string>> = {
    "/metrics": () => page("kubelet"),
    "/metrics/cadvisor": () => containersPage(pods(), (Date.now() - started) / 1000),
  };
  const server = createServer(
    serverCertificate(selfSignedCertificate("kubelet-ca"), `IP:${address}`),
    (request, response) => {
      const path = request.url ?? "";
      const log = logAt(path, running());
      if (log !== undefined) {
        response.end(log);
        return;
      }
      void decide(api, node, request)
        .catch(() => 500)
        .then((decided) => {
          const status = decided === 200 && !pages[path] ? 404 : decided;
          requests.push({ path, status });
          response.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
          response.end(status === 200 ? pages[path]?.() : undefined);
        });
    },
  );
  server.on("upgrade", (request: IncomingMessage, client: Duplex) => {
    answerPortForward(request, client, (namespace, name) => running().get(`${namespace}/${name}`)?.address);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(PORTS.kubelet, address, resolve);
  });
  return {
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
