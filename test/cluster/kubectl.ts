/** The cluster that KUBECONFIG names, through kubectl, as its users see it. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly nodeName: string };
  readonly status: { readonly phase: string; readonly podIP: string };
}

export function kubectl(args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync("kubectl", args, {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

export function list<T>(...args: string[]): T[] {
  return (JSON.parse(kubectl(["get", ...args, "--output", "json"])) as { items: T[] }).items;
}

/** Posts JSON to an address of the API server, with the content type that `kubectl create --raw` leaves out. */
export async function postJson(address: string, body: unknown): Promise<number> {
  const proxy = spawn("kubectl", ["proxy", "--port=0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(proxy.stdout, "data")) as [Buffer];
    const [host] = /127\.0\.0\.1:\d+/.exec(line.toString()) ?? [];
    const headers = { "content-type": "application/json" };
    const response = await fetch(`http://${host ?? ""}${address}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return response.status;
  } finally {
    proxy.kill();
  }
}

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** Asks the stack's Prometheus in its own pod, with the credentials of its probes. */
export function query(expression: string): Series[] {
  const client = ["/bin/promtool", "query", "--format=json", "--http.config.file=/etc/prometheus/web/probe.yml"];
  const command = [...client, "instant", "https://localhost:9090", expression];
  return JSON.parse(kubectl(["exec", "--namespace", "monitoring", "prometheus-0", "--", ...command])) as Series[];
}

/** Tries until the check passes, at most `seconds` long; then its last complaint is the result. */
export async function eventually(seconds: number, check: () => void): Promise<void> {
  for (const end = Date.now() + seconds * 1000; ;) {
    try {
      check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
  }
}
