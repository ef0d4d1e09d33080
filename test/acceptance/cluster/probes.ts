/** Probes of a pod's container, asked as the kubelet asks them. */
import { get } from "node:https";
import { createConnection } from "node:net";
import type { Container, Probe } from "./pods";

/** Address of a port that a probe names by number or name. */
function probeAddress(port: number | string, { ports }: Container, podIP: string): { host: string; port: number } {
  const number = typeof port === "number" ? port : ports?.find(({ name }) => name === port)?.containerPort;
  if (number === undefined) throw new Error(`a probe names the port ${port}, which its container does not have`);
  return { host: podIP, port: number };
}

/**
 * What a probe asks, in words, and the asking, which throws where the answer is no.
 *
 * @param execute runs a command in the container.
 */
export function question(
  { exec, httpGet, tcpSocket }: Probe,
  container: Container,
  podIP: string,
  execute: (command: readonly string[]) => Promise<void>,
): { readonly what: string; readonly ask: () => Promise<void> } {
  if (exec) return { what: exec.command.join(" "), ask: () => execute(exec.command) };
  if (tcpSocket) {
    const address = probeAddress(tcpSocket.port, container, podIP);
    return { what: `port ${address.port}`, ask: () => connect(address) };
  }
  if (!httpGet) throw new Error(`container ${container.name} has a probe that is none of httpGet, exec and tcpSocket`);
  const { host, port } = probeAddress(httpGet.port, container, podIP);
  const path = httpGet.path ?? "/";
  if (httpGet.scheme === "HTTPS")
    return { what: `https://${host}:${port}${path}`, ask: () => overTls(host, port, path) };
  const url = `http://${host}:${port}${path}`;
  return {
    what: url,
    ask: async () => {
      const { ok, status } = await fetch(url);
      if (!ok) throw new Error(`status ${status}`);
    },
  };
}

/** Asks by TLS and, as the kubelet, does not verify the certificate. */
async function overTls(host: string, port: number, path: string): Promise<void> {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    get({ host, port, path, rejectUnauthorized: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once("error", reject);
  });
  if (status !== 200) throw new Error(`status ${status}`);
}

/** Opens a connection and closes it. */
async function connect(address: { host: string; port: number }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection(address, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}
