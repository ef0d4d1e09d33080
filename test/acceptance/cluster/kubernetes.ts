/** A small client of the Kubernetes API: apply, create, read and delete, as one identity. */
import { request as httpsRequest } from "node:https";

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly object[];
}

/** Any Kubernetes object; kind by kind, the rest is read with a type of its own. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** Where an API server is, and as whom to speak to it. */
export interface ApiAccess {
  readonly server: URL;
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string;
  readonly token?: string;
  readonly clientCertificate?: { readonly certificate: string; readonly key: string };
}

export interface ApiResponse<T> {
  readonly body: T;
  /** Texts of the `Warning` headers, such as those of Pod Security admission. */
  readonly warnings: readonly string[];
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface ResourceKind {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

interface WriteOptions {
  /** Everything happens, admission included, and nothing is stored. */
  readonly dryRun?: boolean;
}

const FIELD_MANAGER = "acceptance";

function writeParameters({ dryRun = false }: WriteOptions): string {
  return `fieldManager=${FIELD_MANAGER}&fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`;
}

export class KubernetesApi {
  private readonly kinds = new Map<string, Promise<readonly ResourceKind[]>>();

  constructor(readonly access: ApiAccess) {}

  /** The same server as another identity. */
  as(token: string): KubernetesApi {
    return new KubernetesApi({ server: this.access.server, authority: this.access.authority, token });
  }

  /** Throws an ApiError for every status from 400 on. */
  async request<T>(
    method: string,
    path: string,
    body?: unknown,
    contentType = "application/json",
  ): Promise<ApiResponse<T>> {
    const { server, authority, token, clientCertificate } = this.access;
    const payload = body === undefined ? "" : JSON.stringify(body);
    const { status, text, warnings } = await new Promise<{ status: number; text: string; warnings: string[] }>(
      (resolve, reject) => {
        const outgoing = httpsRequest(
          new URL(path, server),
          {
            method,
            ca: authority,
            ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.key }),
            headers: {
              accept: "application/json",
              ...(token && { authorization: `Bearer ${token}` }),
              "content-length": Buffer.byteLength(payload),
              ...(payload && { "content-type": contentType }),
            },
          },
          (response) => {
            let received = "";
            response.on("data", (chunk: Buffer) => (received += chunk.toString()));
            response.on("error", reject);
            response.on("end", () => {
              const header = response.headers.warning ?? "";
              const texts = [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, warning]) => warning ?? "");
              resolve({ status: response.statusCode ?? 0, text: received, warnings: texts });
            });
          },
        );
        outgoing.on("error", reject);
        outgoing.end(payload);
      },
    );
    if (status < 400) return { body: (text.startsWith("{") ? JSON.parse(text) : text) as T, warnings };
    const reason = text.startsWith("{") ? ((JSON.parse(text) as { message?: string }).message ?? text) : text;
    throw new ApiError(status, `${method} ${path}: ${status} ${reason}`);
  }

  async get<T>(path: string): Promise<T> {
    return (await this.request<T>("GET", path)).body;
  }

  /** Server-side apply, with unknown and duplicate fields refused. */
  async apply(object: KubernetesObject, options: WriteOptions = {}): Promise<ApiResponse<KubernetesObject>> {
    const path = `${await this.pathOf(object)}?force=true&${writeParameters(options)}`;
    return this.request("PATCH", path, object, "application/apply-patch+yaml");
  }

  async create<T extends KubernetesObject>(object: T, options: WriteOptions = {}): Promise<ApiResponse<T>> {
    const collection = (await this.pathOf(object)).replace(/\/[^/]+$/, "");
    return this.request("POST", `${collection}?${writeParameters(options)}`, object);
  }

  async patchStatus(object: KubernetesObject, status: unknown): Promise<void> {
    await this.request("PATCH", `${await this.pathOf(object)}/status`, { status }, "application/merge-patch+json");
  }

  /** Deletes at once; an object that is not there is fine. */
  async delete(object: KubernetesObject): Promise<void> {
    try {
      await this.request("DELETE", await this.pathOf(object), {
        gracePeriodSeconds: 0,
        propagationPolicy: "Background",
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
  }

  /** Lets go of an object in deletion whose controller does not run. */
  async removeFinalizers(object: KubernetesObject): Promise<void> {
    if (!(await this.exists(object))) return;
    const patch = { metadata: { finalizers: null } };
    await this.request("PATCH", await this.pathOf(object), patch, "application/merge-patch+json");
  }

  async exists(object: KubernetesObject): Promise<boolean> {
    try {
      await this.get(await this.pathOf(object));
      return true;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return false;
      throw error;
    }
  }

  private async pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string> {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let listing = this.kinds.get(root);
    if (!listing) {
      listing = this.get<{ resources: ResourceKind[] }>(root).then(({ resources }) => resources);
      this.kinds.set(root, listing);
    }
    const resource = (await listing).find((candidate) => candidate.kind === kind && !candidate.name.includes("/"));
    if (!resource) throw new Error(`the API server has no ${apiVersion} ${kind}`);
    if (!resource.namespaced) return `${root}/${resource.name}/${metadata.name}`;
    if (!metadata.namespace) throw new Error(`${kind} ${metadata.name} has no namespace`);
    return `${root}/namespaces/${metadata.namespace}/${resource.name}/${metadata.name}`;
  }
}
