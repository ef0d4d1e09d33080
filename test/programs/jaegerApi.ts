/** What a running Jaeger answers, and spans to send to it. */
import { randomBytes } from "node:crypto";
import { type OtlpClient, postOverTls } from "./otlpOverTls";

export interface StoredSpan {
  readonly service: string;
  readonly operation: string;
  readonly id: string;
  /** Ids of the spans that it refers to as its parents. */
  readonly parents: readonly string[];
}

interface TraceAnswer {
  readonly spans: readonly {
    readonly spanID: string;
    readonly operationName: string;
    readonly processID: string;
    readonly references: readonly { readonly spanID: string }[];
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** Traces that are asked for at once; Jaeger refuses more than a store in memory keeps. */
const LIMIT = 50;

export class JaegerApi {
  constructor(readonly url: string) {}

  /** Spans of a trace; empty where there is none of that id. */
  async trace(id: string): Promise<StoredSpan[]> {
    const response = await fetch(`${this.url}/api/traces/${id}`);
    if (response.status === 404) return [];
    return (await this.answer<TraceAnswer[]>(response)).flatMap(storedSpans);
  }

  /** The newest traces of a service. */
  async traces(service: string): Promise<StoredSpan[][]> {
    const response = await fetch(`${this.url}/api/traces?service=${encodeURIComponent(service)}&limit=${LIMIT}`);
    return (await this.answer<TraceAnswer[]>(response)).map(storedSpans);
  }

  async services(): Promise<string[]> {
    return (await this.answer<string[] | null>(await fetch(`${this.url}/api/services`))) ?? [];
  }

  private async answer<T>(response: Response): Promise<T> {
    if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { data: T }).data;
  }
}

function storedSpans({ spans, processes }: TraceAnswer): StoredSpan[] {
  return spans.map(({ spanID, operationName, processID, references }) => ({
    service: processes[processID]?.serviceName ?? "",
    operation: operationName,
    id: spanID,
    parents: references.map((reference) => reference.spanID),
  }));
}

/** A new id of a trace. */
export function traceId(): string {
  return randomBytes(16).toString("hex");
}

/** Sends traces of one span each by OTLP over HTTPS, in one request. Throws where they are not taken. */
export async function sendTraces(
  otlpUrl: string,
  service: string,
  ids: readonly string[],
  client: OtlpClient,
): Promise<void> {
  const now = Date.now();
  const spans = ids.map((id) => ({
    traceId: id,
    spanId: randomBytes(8).toString("hex"),
    name: "acceptance",
    kind: 2,
    startTimeUnixNano: `${now - 5}000000`,
    endTimeUnixNano: `${now}000000`,
  }));
  const resource = { attributes: [{ key: "service.name", value: { stringValue: service } }] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  const status = await postOverTls(otlpUrl, body, client);
  if (status !== 200) throw new Error(`${otlpUrl}: ${status}`);
}
