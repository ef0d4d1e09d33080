/** Opens a look at the stack that a command's options name. */
import { request } from "node:http";
import { connect } from "node:tls";
import { stackNames } from "../../../contract/names";
import { loadClient } from "../../../lease/kubernetesLease";
import { UsageError } from "../../cli";
import { openCluster } from "../../live/api";
import { type ClusterOptions, liveCluster, type LiveCluster } from "../../live/cluster";
import { openPodPort, type PodPort } from "../../live/portForward";
import { openStore, type Store } from "../../live/store";
import type { Look, PodResponse } from "./look";

const TIMEOUT_SECONDS = 15;

/** Most of a body that is read. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Asks a port of a pod, as an agent does: certificates of pods are not verified. */
async function askPod(access: LiveCluster["access"], pod: PodPort, url: string): Promise<PodResponse> {
  const { protocol, hostname, host, pathname, search } = new URL(url);
  const plain = await openPodPort(await loadClient(access), pod);
  const isTls = protocol === "https:";
  const socket = isTls ? connect({ socket: plain, servername: "", rejectUnauthorized: false, host: hostname }) : plain;
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    const outgoing = request(
      {
        // The connection is there already, TLS included.
        createConnection: () => socket,
        path: `${pathname}${search}`,
        headers: { host, accept: "text/plain;version=0.0.4" },
        signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000),
      },
      (response) => {
        let body = "";
        const end = () => {
          resolve({ status: response.statusCode ?? 0, body });
          socket.destroy();
        };
        response.on("data", (chunk: Buffer) => {
          body += chunk.toString();
          if (body.length > MOST_BYTES) end();
        });
        response.once("end", end);
        response.once("error", reject);
      },
    );
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** Opens what the options name; nothing of it is asked yet. */
export async function openLook(options: ClusterOptions): Promise<Look & { readonly close: () => Promise<void> }> {
  const { access, plan } = await liveCluster(options);
  if (!plan) throw new UsageError("Name the stack with --stack, whose settings say what should be so.");
  const { settings } = plan;
  let store: Promise<Store> | undefined;
  return {
    settings,
    names: stackNames(settings.namespaces),
    planned: plan.collectors,
    api: await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS }),
    store: () => (store ??= openStore(settings, access)),
    askPod: (pod, url) => askPod(access, pod, url),
    now: () => Date.now() / 1000,
    close: async () => {
      const opened = await store?.catch(() => undefined);
      await opened?.close();
    },
  };
}
