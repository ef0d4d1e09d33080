/** Queries to the metrics store of a running stack, with the credentials of its agents. */
import { request as requestHttp } from "node:http";
import { Agent, request as requestHttps } from "node:https";
import { connect } from "node:tls";
import { CREDENTIAL_FILES } from "../../collector/common/extensions";
import { serviceHost, stackNames } from "../../contract/names";
import { storeFacts, type StoreFacts } from "../../facts/store";
import { type ClusterAccess, loadClient } from "../../lease/kubernetesLease";
import type { Settings } from "../../settings/schema/settings";
import { UserError } from "../cli";
import { tell } from "../progress";
import { openPodPort } from "./portForward";

export type Labels = Readonly<Record<string, string>>;

/** A sample of an instant vector. */
export interface Value {
  readonly labels: Labels;
  readonly value: number;
}

/** Samples of a series: Unix seconds and values. */
export interface Points {
  readonly labels: Labels;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** The query API of a Prometheus, or of what answers as one. Each throws a UserError with the store's own words. */
export interface Store {
  /** @param at Unix seconds. Default: now. A scalar is one sample without labels. */
  query(expression: string, at?: number): Promise<Value[]>;
  /** @param from, to Unix seconds */
  queryRange(expression: string, from: number, to: number, stepSeconds: number): Promise<Points[]>;
  /** The stored samples of a range selector such as `up[1h]`, as they are stored. @param at Unix seconds */
  samples(rangeSelector: string, at: number): Promise<Points[]>;
  close(): Promise<void>;
}

/** Seconds for a query, its connection included; Prometheus itself ends one after two minutes. */
const TIMEOUT_SECONDS = 150;

/** Most characters of the store's words in an error. */
const MOST_WORDS = 300;

type Client = Awaited<ReturnType<typeof loadClient>>;
type Credentials = Partial<Record<keyof typeof CREDENTIAL_FILES, string>>;

/** The way to a store: its base URL, and what each request has. */
interface Way {
  readonly url: string;
  readonly headers: Labels;
  readonly agent?: Agent;
}

/** What the agents show the store. A store that asks for nothing has no such Secret. */
async function readCredentials({ client, config }: Client, { namespaces }: Settings): Promise<Credentials> {
  const { namespace, credentialsSecret: name } = stackNames(namespaces).agent;
  try {
    const { data = {} } = await config.makeApiClient(client.CoreV1Api).readNamespacedSecret({ namespace, name });
    const decoded = Object.entries(CREDENTIAL_FILES).flatMap(([key, file]) =>
      data[file] === undefined ? [] : [[key, Buffer.from(data[file], "base64").toString()]],
    );
    return Object.fromEntries(decoded) as Credentials;
  } catch (error) {
    if (!(error instanceof client.ApiException)) throw error;
    if (error.code === 404) return {};
    const hint = error.code === 403 ? "the account may not; it needs `get` of this Secret" : `status ${error.code}`;
    throw new UserError(`Secret ${namespace}/${name} could not be read: ${hint}.`, { cause: error });
  }
}

function authorization({ basic, bearerToken }: Credentials): Labels {
  if (basic !== undefined) return { authorization: `Basic ${basic}` };
  return bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` };
}

/** Sends TLS through port-forwards to the pod of the stack's own Prometheus, and verifies its certificate. */
function podAgent(client: Client, location: StoreFacts["location"]["query"], authority: string | undefined) {
  if (location.kind === "address") return undefined;
  const { name, namespace, port } = location;
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  // The pod of a StatefulSet with one replica.
  const target = { namespace, pod: `${name}-0`, port };
  agent.createConnection = (_options, done) => {
    openPodPort(client, target).then(
      (socket) => {
        const secure = connect({
          socket,
          servername: serviceHost(name, namespace),
          ...(authority !== undefined && { ca: authority }),
        });
        // A request is told of it by itself; a connection that is closed while none uses it has nobody to tell.
        secure.on("error", () => undefined);
        done?.(null, secure);
      },
      (error: unknown) => {
        const cause = error instanceof Error ? error.message : "the API server refused it";
        const failure = new Error(`no port-forward to pod ${namespace}/${target.pod}: ${cause}`);
        (done as ((failure: Error) => void) | undefined)?.(failure);
      },
    );
    return undefined;
  };
  return agent;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function send({ url, headers, agent }: Way, path: string, form: URLSearchParams): Promise<Answer> {
  const body = form.toString();
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}${path}`,
      {
        method: "POST",
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded", "content-length": body.length },
        signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
        ...(agent && { agent }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

type Sample = readonly [seconds: number, value: string];

type Result =
  | { readonly resultType: "scalar"; readonly result: Sample }
  | { readonly resultType: "vector"; readonly result: readonly { metric: Labels; value: Sample }[] }
  | { readonly resultType: "matrix"; readonly result: readonly { metric: Labels; values: readonly Sample[] }[] };

async function ask(way: Way, path: string, parameters: Labels): Promise<Result> {
  tell("Asking the store");
  const answer = await send(way, path, new URLSearchParams(parameters)).catch((error: unknown) => {
    throw new UserError(`The store could not be asked: ${error instanceof Error ? error.message : String(error)}.`);
  });
  try {
    const { status, error, data } = JSON.parse(answer.text) as { status: string; error?: string; data: Result };
    if (status === "success") return data;
    throw new UserError(`The store refuses the query: ${(error ?? "").slice(0, MOST_WORDS)}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`The store answers with status ${answer.status}: ${answer.text.trim().slice(0, MOST_WORDS)}`);
  }
}

function pointsOf(result: Result): Points[] {
  if (result.resultType !== "matrix") throw new UserError(`The store answers with a ${result.resultType}.`);
  return result.result.map(({ metric, values }) => ({
    labels: metric,
    points: values.map(([seconds, value]) => [seconds, Number(value)] as const),
  }));
}

/** The query API at an address. */
export function storeAt(way: Way): Store {
  return {
    query: async (query, at) => {
      const result = await ask(way, "/api/v1/query", { query, ...(at !== undefined && { time: String(at) }) });
      if (result.resultType === "scalar") return [{ labels: {}, value: Number(result.result[1]) }];
      if (result.resultType === "matrix") throw new UserError("The store answers with a matrix.");
      return result.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    queryRange: async (query, from, to, stepSeconds) => {
      const range = { start: String(from), end: String(to), step: String(stepSeconds) };
      return pointsOf(await ask(way, "/api/v1/query_range", { query, ...range }));
    },
    samples: async (query, at) => pointsOf(await ask(way, "/api/v1/query", { query, time: String(at) })),
    close: () => {
      way.agent?.destroy();
      return Promise.resolve();
    },
  };
}

/**
 * Opens the store of a running stack; asks it nothing yet. It takes two rights in the cluster: `get` of the Secret with the agents'
 * credentials, and `create` of `pods/portforward` of Prometheus. A store elsewhere is asked at its own address.
 *
 * @throws UserError where the settings have no query URL, or the Secret may not be read
 */
export async function openStore(settings: Settings, access: Omit<ClusterAccess, "timeoutSeconds">): Promise<Store> {
  const { query, location } = storeFacts(settings.metrics, stackNames(settings.namespaces).placements.prometheus);
  if (query === undefined)
    throw new UserError(
      "metrics.queryUrl: it is not set, and does not follow from metrics.url. Set it to ask the store.",
    );
  const client = await loadClient(access);
  const credentials = await readCredentials(client, settings);
  const agent = podAgent(client, location.query, credentials.authority);
  return storeAt({
    url: query.url,
    headers: { ...query.headers, ...authorization(credentials) },
    ...(agent && { agent }),
  });
}

/** Asks the store of a running stack, and closes the connection whatever comes of it. */
export async function withStore<Answer>(
  settings: Settings,
  access: Omit<ClusterAccess, "timeoutSeconds">,
  ask: (store: Store) => Promise<Answer>,
): Promise<Answer> {
  const store = await openStore(settings, access);
  try {
    return await ask(store);
  } finally {
    await store.close();
  }
}
