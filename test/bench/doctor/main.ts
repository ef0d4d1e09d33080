/** `npm run bench:doctor`: what doctor takes for a large cluster, which a generated API server lists. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NAMES } from "../../../contract/names";
import { runCommand, UsageError } from "../../../tools/cli";
import { kubeconfigOf } from "../../lease/apiServer";
import { DAEMON_SET, listsOf, type Size } from "./cluster";

const USAGE = `Usage: npm run bench:doctor -- [--nodes 1000] [--pods 50000]

Runs doctor against a generated cluster, and prints its seconds and its most memory.

  --nodes NUMBER  nodes, each with an agent
  --pods NUMBER   pods, half of them annotated`;

/** Objects of a page. */
const PAGE = 250;

/** The pages of every list, made before anything is measured. */
function pagesOf(size: Size): ReadonlyMap<string, readonly Buffer[]> {
  const pages = Object.entries(listsOf(size)).map(([path, { count, item }]): [string, Buffer[]] => [
    path,
    Array.from({ length: Math.ceil(count / PAGE) }, (_, page) => {
      const from = page * PAGE;
      const items = Array.from({ length: Math.min(PAGE, count - from) }, (_item, index) => item(from + index));
      const more = from + PAGE < count ? { metadata: { continue: String(page + 1) } } : {};
      return Buffer.from(JSON.stringify({ items, ...more }));
    }),
  ]);
  return new Map(pages);
}

/** Answers lists page by page, as an API server does. */
function serverOf(size: Size) {
  const pages = pagesOf(size);
  const bodies = (method: string, path: string) => {
    if (path === "/version") return { gitVersion: "v1.34.2" };
    if (path.endsWith(`/daemonsets/${NAMES.agentDaemonSet}`)) return DAEMON_SET;
    return method === "POST" ? { status: { allowed: true } } : { items: [] };
  };
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const page = pages.get(pathname)?.[Number(searchParams.get("continue") ?? 0)];
    response.writeHead(200, { "content-type": "application/json" });
    response.end(page ?? JSON.stringify(bodies(request.method ?? "", pathname)));
  });
}

const BYTES_PER_KIB = 1024;

/** Most memory that a process has had, in MiB. */
function peakMiB(pid: number): number {
  const [, kibibytes = "0"] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / BYTES_PER_KIB;
}

const POLL_MILLISECONDS = 50;

async function measured(kubeconfig: string) {
  const begin = Date.now();
  const args = ["tools/run.cjs", "tools/doctor/main.ts", "--kubeconfig", kubeconfig, "--output", "short"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let [output, memoryMiB] = ["", 0];
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const poll = setInterval(() => {
    try {
      memoryMiB = Math.max(memoryMiB, peakMiB(child.pid ?? 0));
    } catch {
      // It has ended.
    }
  }, POLL_MILLISECONDS);
  await once(child, "exit");
  clearInterval(poll);
  return { seconds: (Date.now() - begin) / 1000, memoryMiB, verdict: output.split("\n")[0] ?? "" };
}

function numberOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`--${option} ${text}: a whole number from 1.`);
  return Number(text);
}

async function main(given: { readonly nodes: string; readonly pods: string }): Promise<number> {
  const size = { nodes: numberOf("nodes", given.nodes), pods: numberOf("pods", given.pods) };
  const folder = mkdtempSync(join(tmpdir(), "bench-doctor-"));
  const server = serverOf(size).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
    const { seconds, memoryMiB, verdict } = await measured(kubeconfig);
    process.stdout.write(
      `${size.nodes} nodes, ${size.pods} pods: ${seconds.toFixed(1)} s, ${memoryMiB.toFixed(0)} MiB\n  ${verdict}\n`,
    );
    return 0;
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

void runCommand({
  usage: USAGE,
  options: { nodes: { type: "string", default: "1000" }, pods: { type: "string", default: "50000" } },
  run: main,
});
