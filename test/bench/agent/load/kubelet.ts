/**
 * The kubelet of a full node. Its pages are recorded from a kubelet 1.34: what it says of itself, and what cAdvisor says
 * of a pod with one container, repeated for every pod.
 */
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { join } from "node:path";
import { PORTS } from "../../../../contract/ports";
import { selfSignedCertificate, serverCertificate } from "../../../harness/credentials/openssl";

/** Pods that the kubelet, and GKE, allow on a node by default. */
export const PODS = 110;

const lines = (...path: readonly string[]) =>
  readFileSync(join(...path), "utf8")
    .split("\n")
    .filter((line) => line !== "");

const own = lines("tools", "plan", "change", "series", "recorded", "kubelet.txt");

/** The series of every pod, without the time of measurement at the end of the line. */
const containers = lines("test", "bench", "agent", "exposition", "containersOfPod.txt").flatMap((line) =>
  Array.from({ length: PODS }, (_, index) =>
    line
      .replace(/ \d{13}$/, "")
      .replace('"shop-0"', `"shop-${index}"`)
      .replace('"team-0"', `"team-${index % 5}"`)
      .replaceAll(/[0-9a-f]{64}/g, (id) => `${index.toString(16).padStart(4, "0")}${id.slice(4)}`),
  ),
);

/** Samples of all pages, of which an agent keeps a part. */
export const EXPOSED_SAMPLES = own.filter((line) => !line.startsWith("#")).length + containers.length;

/** The pages by their paths. cAdvisor measures containers some seconds before it is asked. */
const PAGES: Readonly<Record<string, () => string>> = {
  "/metrics": () => `${own.join("\n")}\n`,
  "/metrics/cadvisor": () => {
    const time = Date.now() - 5000;
    return containers.map((line) => `${line} ${time}\n`).join("");
  },
};

export class Kubelet {
  private readonly server: Server;

  constructor(private readonly address: string) {
    const certificate = serverCertificate(selfSignedCertificate("kubelet-ca"), `IP:${address}`);
    this.server = createServer(certificate, ({ url = "" }, response) => {
      const page = PAGES[url];
      response.writeHead(page ? 200 : 404, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
      response.end(page?.());
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      this.server.listen(PORTS.kubelet, this.address, resolve);
    });
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
