/** An HTTP server that answers like an API server, with what a test says, and the kubeconfig that leads to it. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: object;
}

export interface TestApiServer {
  readonly kubeconfig: string;
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    clusters: [{ name: "test", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "test", user: { token: "secret" } }],
  });
}

export const refusal = (status: number, message: string): Answer => ({
  status,
  body: { apiVersion: "v1", kind: "Status", status: "Failure", message, code: status },
});

/** Listens on loopback; a call for which `answer` gives nothing is never answered, one with a promise later. */
export async function startTestApiServer(
  answer: (call: Call, headers: IncomingHttpHeaders) => Answer | Promise<Answer> | undefined,
): Promise<TestApiServer> {
  const calls: Call[] = [];
  const send = (response: ServerResponse, { status, body }: Answer) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      const call = { method: request.method ?? "", path: request.url ?? "", body };
      calls.push(call);
      const given = answer(call, request.headers);
      if (given)
        void Promise.resolve(given).then((result) => {
          send(response, result);
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: kubeconfigOf(`http://127.0.0.1:${port}`),
    calls,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
