/**
 * A stand-in for Google's APIs, with which the real gcp plugin creates, changes and deletes a whole cluster.
 *
 * Each API is a folder under one address: `http://127.0.0.1:PORT/container.googleapis.com/v1beta1/…`. Every request is
 * checked by Google's discovery documents, and so is every answer.
 */
import { appendFileSync, mkdirSync } from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import { type ApiServer, clusters } from "./apis/clusters";
import { COMPUTE } from "./apis/compute";
import { IMAGE_POLICIES } from "./apis/imagePolicies";
import { PROJECTS } from "./apis/projects";
import { REPOSITORIES } from "./apis/repositories";
import { SERVICE_ACCOUNTS } from "./apis/serviceAccounts";
import type { Handlers } from "./call";
import { answerProblems, requestProblems } from "./discovery/check";
import { type DiscoveryDocument, hostOf, Methods } from "./discovery/methods";
import { ApiError, invalidArgument, notImplemented, unauthenticated } from "./errors";
import { isJson, Store } from "./store";

/** A request and its answer, as the log has them: one a line, in JSON. */
interface LoggedRequest {
  /** Verb and address, such as `GET /compute.googleapis.com/compute/beta/projects/acme-dev/global/networks/a`. */
  readonly call: string;
  /** Id of the method, if the API has one. */
  readonly method?: string;
  readonly status: number;
  readonly request?: unknown;
  readonly answer: unknown;
}

export interface GoogleApiOptions {
  readonly documents: readonly DiscoveryDocument[];
  readonly apiServer: ApiServer;
  /** File to which requests are logged. */
  readonly logFile: string;
}

export class GoogleApi {
  readonly store = new Store();
  /** Requests that the APIs would refuse, or that the stand-in cannot answer, each with the reason. */
  readonly complaints: string[] = [];
  private readonly methods: Methods;
  private readonly handlers: Handlers;
  private readonly server: http.Server;

  constructor(private readonly options: GoogleApiOptions) {
    this.methods = new Methods(options.documents);
    this.handlers = {
      ...clusters(options.apiServer),
      ...COMPUTE,
      ...IMAGE_POLICIES,
      ...PROJECTS,
      ...REPOSITORIES,
      ...SERVICE_ACCOUNTS,
    };
    mkdirSync(path.dirname(options.logFile), { recursive: true });
    this.server = http.createServer((request, response) => {
      void this.serve(request, response);
    });
  }

  /** @returns the address below which each API is a folder, such as `http://127.0.0.1:8080` */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the stand-in has no port");
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const call = `${request.method ?? ""} ${request.url ?? ""}`;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const logged = this.answer(call, request.headers.authorization, Buffer.concat(chunks).toString());
    appendFileSync(this.options.logFile, `${JSON.stringify(logged)}\n`);
    response.writeHead(logged.status, { "content-type": "application/json" }).end(JSON.stringify(logged.answer));
  }

  private answer(call: string, authorization: string | undefined, text: string): LoggedRequest {
    let method: string | undefined;
    let request: unknown;
    try {
      if (authorization === undefined) throw unauthenticated();
      request = text === "" ? undefined : JSON.parse(text);
      const [verb = "", address = ""] = call.split(" ");
      const url = new URL(address, "http://localhost");
      const [host = "", ...rest] = url.pathname.slice(1).split("/");
      const called = this.methods.find(host, verb, rest.join("/"));
      if (!called) throw notImplemented(call);
      method = called.method.id;
      const query = camelCase(url.searchParams);
      const problems = requestProblems(called, query, request);
      if (problems.length > 0) throw invalidArgument(`Invalid JSON payload received. ${problems.join(" ")}`);
      const handler = this.handlers[method];
      if (!handler) throw notImplemented(method);
      const { document, parameters } = called;
      const baseUrl = `https://${hostOf(document)}/${baseOf(document.servicePath, rest)}`;
      const body = isJson(request) ? request : {};
      const answer = handler({ id: method, parameters, query, body, store: this.store, baseUrl });
      const wrong = answerProblems(called, JSON.parse(JSON.stringify(answer)));
      if (wrong.length > 0)
        throw new Error(`the stand-in's answer to ${method} is none of Google's: ${wrong.join(" ")}`);
      return { call, method, status: 200, request, answer };
    } catch (error) {
      return this.refusal(call, method, request, error);
    }
  }

  private refusal(call: string, method: string | undefined, request: unknown, error: unknown): LoggedRequest {
    const known = error instanceof ApiError ? error : undefined;
    const message = error instanceof Error ? error.message : String(error);
    // Clients do ask for what is not there, and repeat what somebody else was quicker with.
    if (known?.code !== 404 && known?.code !== 409) this.complaints.push(`${call}: ${message}`);
    const { code, body } = known ?? new ApiError(500, "INTERNAL", "backendError", message);
    return { call, ...(method !== undefined && { method }), status: code, request, answer: body };
  }
}

/** Parameters by the names of the discovery documents: Google takes `repository_id` for `repositoryId`, too. */
function camelCase(query: URLSearchParams): URLSearchParams {
  const letter = (_: string, after: string) => after.toUpperCase();
  return new URLSearchParams([...query].map(([name, value]) => [name.replace(/_([a-z])/g, letter), value]));
}

/** What the paths of an API's resources begin with: its service path, or its version. */
function baseOf(servicePath: string, [version = ""]: readonly string[]): string {
  return servicePath === "" ? `${version}/` : servicePath;
}
