/** Requests to a cluster's API server, through the Kubernetes client, which is loaded here and only on use. */
import { type ClusterAccess, loadClient } from "../../lease/kubernetesLease";
import { tell } from "../progress";

/** A request without a usable answer. */
export class RequestError extends Error {
  override readonly name = "RequestError";

  /** @param status of the response; absent where there was none */
  constructor(
    message: string,
    readonly status?: number,
  ) {
    super(message);
  }
}

/** The API server as an account sees it. */
export interface ClusterApi {
  /**
   * The object or list at a path; undefined where there is none.
   *
   * @param metadataOnly whether only metadata is asked for, so that the contents of Secrets stay in the cluster
   * @throws RequestError
   */
  get<T>(path: string, metadataOnly?: boolean): Promise<T | undefined>;
  /** What is at a path that answers with text, such as a container's log; undefined where there is nothing. @throws RequestError */
  text(path: string): Promise<string | undefined>;
  /** @throws RequestError */
  post<T>(path: string, body: object): Promise<T>;
}

/** The same, for a command that changes something. */
export interface ChangingApi extends ClusterApi {
  /**
   * Merges a body into the object at a path, by RFC 7386.
   *
   * @throws RequestError; status 409 where the body has another resourceVersion than the object
   */
  patch<T>(path: string, body: object): Promise<T>;
  /** Deletes the object at a path; nothing happens where there is none. @throws RequestError */
  remove(path: string): Promise<void>;
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

const METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

function statusText(text: string, status: number): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    if (typeof message === "string") return message;
  } catch {
    // A proxy or load balancer before the API server answers with text.
  }
  return `status ${status}`;
}

/** Creates the client; sends no request yet. Rejects where the kubeconfig cannot be used. */
export async function openCluster({ timeoutSeconds, ...access }: ClusterAccess): Promise<ChangingApi> {
  tell("Asking the cluster");
  const { client, config } = await loadClient(access);
  const base = config.getCurrentCluster()?.server;
  if (base === undefined) throw new RequestError("the kubeconfig's context names no server");
  const library = new client.IsomorphicFetchHttpLibrary();

  async function send(method: Method, path: string, accept: string, body?: object) {
    const context = new client.RequestContext(`${base}${path}`, client.HttpMethod[method]);
    context.setHeaderParam("Accept", accept);
    if (body) {
      context.setHeaderParam("Content-Type", method === "PATCH" ? "application/merge-patch+json" : "application/json");
      context.setBody(JSON.stringify(body));
    }
    try {
      await config.applySecurityAuthentication(context);
      context.setSignal(AbortSignal.timeout(timeoutSeconds * 1000));
      const { httpStatusCode: status, body: answer } = await library.send(context).toPromise();
      return { status, text: await answer.text() };
    } catch (error) {
      const isTimeout = error instanceof client.AbortError;
      const message = error instanceof Error ? error.message : String(error);
      throw new RequestError(isTimeout ? `no answer within ${timeoutSeconds} s` : message);
    }
  }

  async function answer(method: Method, path: string, accept: string, body?: object): Promise<string | undefined> {
    const { status, text } = await send(method, path, accept, body);
    if (status === 404) return undefined;
    if (status >= 400) throw new RequestError(statusText(text, status), status);
    return text;
  }

  async function ask<T>(method: Method, path: string, accept: string, body?: object): Promise<T | undefined> {
    const text = await answer(method, path, accept, body);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async function change<T>(method: Method, path: string, body: object): Promise<T> {
    const changed = await ask<T>(method, path, "application/json", body);
    if (changed === undefined) throw new RequestError(`the API server has no ${path}`, 404);
    return changed;
  }

  return {
    get: (path, metadataOnly = false) => ask("GET", path, metadataOnly ? METADATA_ONLY : "application/json"),
    text: (path) => answer("GET", path, "*/*"),
    post: (path, body) => change("POST", path, body),
    patch: (path, body) => change("PATCH", path, body),
    remove: async (path) => {
      await ask("DELETE", path, "application/json");
    },
  };
}
