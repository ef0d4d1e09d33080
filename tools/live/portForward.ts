/** A connection to a port of a pod, through the API server and the pod's kubelet. */
import { Duplex, PassThrough } from "node:stream";
import type { loadClient } from "../../lease/kubernetesLease";

export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** What is used of the WebSocket, whose library has no types of its own. */
interface Socket {
  onclose: () => void;
  onerror: (event: { readonly message: string }) => void;
  close(): void;
}

type Client = Awaited<ReturnType<typeof loadClient>>;

/**
 * Opens a connection. It is one WebSocket of the API server, so that no port of this machine is opened to others.
 *
 * @throws Error where the API server refuses it; a pod that does not answer ends the connection with what its kubelet says
 */
export async function openPodPort({ client, config }: Client, { namespace, pod, port }: PodPort): Promise<Duplex> {
  const [received, sent, refusal] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const forward = new client.PortForward(config);
  const socket = (await forward.portForward(namespace, pod, [port], received, refusal, sent)) as unknown as Socket;
  const duplex = Duplex.from({ readable: received, writable: sent });
  refusal.on("data", (text: Buffer) => {
    if (text.length > 0) duplex.destroy(new Error(`pod ${namespace}/${pod}: ${text.toString().trim()}`));
  });
  socket.onclose = () => {
    received.end();
  };
  socket.onerror = ({ message }) => {
    duplex.destroy(new Error(message));
  };
  duplex.once("close", () => {
    socket.close();
  });
  return duplex;
}
