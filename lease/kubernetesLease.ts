/** The Lease on a real API server, through the Kubernetes client, which is loaded here and only on use. */
import type * as k8s from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { NAMES, TRACE_PIPELINE_NAMESPACE, labels } from "../contract/names";
import { LeaseApiError, type Lease, type LeaseApi, type LeaseOwner } from "./claim";

export interface ClusterAccess {
  /** Text of a kubeconfig. Default: the file of KUBECONFIG, ~/.kube/config, or the pod's service account. */
  readonly kubeconfig?: string;
  /** Context in the kubeconfig. Default: its current one. */
  readonly context?: string;
  /** Timeout of a request. */
  readonly timeoutSeconds: number;
}

const LEASE = { namespace: TRACE_PIPELINE_NAMESPACE, name: NAMES.tracePipelineLease };

/** The message of a `Status` response. */
function statusText(body: unknown): string | undefined {
  try {
    const status = (typeof body === "string" ? JSON.parse(body) : body) as { message?: unknown } | null;
    return typeof status?.message === "string" ? status.message : undefined;
  } catch {
    return undefined;
  }
}

function leaseOf({ metadata, spec }: k8s.V1Lease): Lease {
  return {
    uid: metadata?.uid ?? "",
    resourceVersion: metadata?.resourceVersion ?? "",
    ...(spec?.holderIdentity === undefined ? {} : { holder: spec.holderIdentity }),
    owners: (metadata?.ownerReferences ?? []).map(({ apiVersion, kind, name, uid }) => ({
      apiVersion,
      kind,
      name,
      uid,
    })),
  };
}

/** The Lease's body, as plain data. */
function leaseBody(holder: string, owner: LeaseOwner): object {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { ...LEASE, labels: labels("trace-pipeline"), ownerReferences: [{ ...owner }] },
    spec: { holderIdentity: holder },
  };
}

function deleteBody(preconditions: Pick<Lease, "uid" | "resourceVersion">): object {
  return { preconditions };
}

class KubernetesLease implements LeaseApi {
  constructor(
    private readonly client: typeof k8s,
    private readonly coordination: k8s.CoordinationV1Api,
    private readonly core: k8s.CoreV1Api,
    private readonly timeoutSeconds: number,
  ) {}

  async createLease(holder: string, owner: LeaseOwner): Promise<boolean> {
    const body = leaseBody(holder, owner) as k8s.V1Lease;
    const create = () =>
      this.coordination.createNamespacedLease({ namespace: LEASE.namespace, body }, this.withTimeout());
    return (await this.ask("create leases.coordination.k8s.io", create, [409])) !== undefined;
  }

  async readLease(): Promise<Lease | undefined> {
    const read = () => this.coordination.readNamespacedLease(LEASE, this.withTimeout());
    const lease = await this.ask("get leases.coordination.k8s.io", read, [404]);
    return lease && leaseOf(lease);
  }

  async deleteLease({ uid, resourceVersion }: Pick<Lease, "uid" | "resourceVersion">): Promise<void> {
    const body = deleteBody({ uid, resourceVersion }) as k8s.V1DeleteOptions;
    const remove = () => this.coordination.deleteNamespacedLease({ ...LEASE, body }, this.withTimeout());
    await this.ask("delete leases.coordination.k8s.io", remove, [404, 409]);
  }

  async readConfigMapUid(name: string): Promise<string | undefined> {
    const read = () => this.core.readNamespacedConfigMap({ namespace: LEASE.namespace, name }, this.withTimeout());
    return (await this.ask("get configmaps", read, [404]))?.metadata?.uid;
  }

  private withTimeout(): k8s.ConfigurationOptions {
    const { Observable } = this.client;
    const setSignal = {
      pre: (context: k8s.RequestContext) => {
        context.setSignal(AbortSignal.timeout(this.timeoutSeconds * 1000));
        return new Observable(Promise.resolve(context));
      },
      post: (context: k8s.ResponseContext) => new Observable(Promise.resolve(context)),
    };
    return { middleware: [setSignal], middlewareMergeStrategy: "append" };
  }

  /** The response, or undefined where its status is one of `expected`. Throws where no request could be sent. */
  private async ask<T>(request: string, send: () => Promise<T>, expected: readonly number[]): Promise<T | undefined> {
    try {
      return await send();
    } catch (error) {
      if (error instanceof this.client.AbortError)
        throw new LeaseApiError(request, `no answer within ${this.timeoutSeconds} s`, undefined, { cause: error });
      if (error instanceof this.client.FetchError)
        throw new LeaseApiError(request, error.message, undefined, { cause: error });
      // Nothing was sent, for example because the login plugin is missing.
      if (!(error instanceof this.client.ApiException)) throw error;
      const { code, body } = error as k8s.ApiException<unknown>;
      if (expected.includes(code)) return undefined;
      throw new LeaseApiError(request, statusText(body) ?? `status ${code}`, code, { cause: error });
    }
  }
}

/** The Kubernetes client, loaded on use, and the kubeconfig with which it signs in. */
export async function loadClient({ kubeconfig, context }: Omit<ClusterAccess, "timeoutSeconds">) {
  const client = await import("@kubernetes/client-node");
  const config = new client.KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromString(kubeconfig);
  if (context !== undefined) config.setCurrentContext(context);
  return { client, config };
}

/** Creates the client; sends no request yet. */
export async function openLease({ timeoutSeconds, ...access }: ClusterAccess): Promise<LeaseApi> {
  const { client, config } = await loadClient(access);
  const { CoordinationV1Api, CoreV1Api } = client;
  return new KubernetesLease(
    client,
    config.makeApiClient(CoordinationV1Api),
    config.makeApiClient(CoreV1Api),
    timeoutSeconds,
  );
}
