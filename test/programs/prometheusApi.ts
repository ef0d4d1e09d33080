/** Queries against a running Prometheus. */
import { request } from "node:https";

export type Labels = Readonly<Record<string, string>>;

export interface Series {
  readonly labels: Labels;
  readonly value: number;
}

export interface Samples {
  readonly labels: Labels;
  /** Unix seconds of the samples. */
  readonly timestamps: readonly number[];
}

/** What a Prometheus that speaks TLS asks for, and how it is known. */
export interface PrometheusAccess {
  readonly username: string;
  readonly password: string;
  /** Certificate of the authority that signed the server's. */
  readonly authority: string;
  /** Name that the server's certificate has to have. */
  readonly host: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Asks for an address over TLS. Without credentials where `access` has an empty user name. */
export function askOverTls(url: string, access: PrometheusAccess): Promise<Answer> {
  const { username, password, authority, host } = access;
  const auth = username === "" ? {} : { auth: `${username}:${password}` };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { ca: authority, servername: host, ...auth, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

export class PrometheusApi {
  /** @param access of a Prometheus that speaks TLS and asks for credentials; without it, one that does neither. */
  constructor(
    readonly url: string,
    readonly access?: PrometheusAccess,
  ) {}

  async get<T>(path: string): Promise<T> {
    const { status, text } = await this.ask(`${this.url}${path}`);
    if (!text.startsWith("{")) throw new Error(`${path}: status ${status}: ${text}`);
    const answer = JSON.parse(text) as { status: string; error?: string; data: T };
    if (answer.status !== "success") throw new Error(`${path}: ${answer.error ?? `status ${status}`}`);
    return answer.data;
  }

  private async ask(url: string): Promise<Answer> {
    if (this.access) return askOverTls(url, this.access);
    const response = await fetch(url);
    return { status: response.status, text: await response.text() };
  }

  /** An instant vector, or a scalar as one series without labels. */
  async query(expression: string): Promise<Series[]> {
    type Value = readonly [number, string];
    const { resultType, result } = await this.get<
      { resultType: "vector"; result: { metric: Labels; value: Value }[] } | { resultType: "scalar"; result: Value }
    >(`/api/v1/query?query=${encodeURIComponent(expression)}`);
    if (resultType === "scalar") return [{ labels: {}, value: Number(result[1]) }];
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** The stored samples of a range selector, such as `up[5m]`. */
  async samples(rangeSelector: string): Promise<Samples[]> {
    const { result } = await this.get<{ result: { metric: Labels; values: [number, string][] }[] }>(
      `/api/v1/query?query=${encodeURIComponent(rangeSelector)}`,
    );
    return result.map(({ metric, values }) => ({ labels: metric, timestamps: values.map(([at]) => at) }));
  }
}
