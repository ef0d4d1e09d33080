/**
 * Stands where the suite expects Prometheus: it reads target and endpoint from the configuration that the suite wrote
 * for it, and runs an agent between the two.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { NODE_NAME_VARIABLE } from "../../contract/names";
import { scrapingAgent, type Writer } from "../programs/scrapingAgent";
import { eventually, startProcess } from "../programs/processes";

/** What the suite writes, as far as it is read. */
interface SenderConfig {
  readonly remote_write: readonly [{ readonly url: string }];
  readonly scrape_configs: readonly [{ readonly static_configs: readonly [{ readonly targets: readonly [string] }] }];
}

/**
 * Suites wait for at least five seconds from the start of a process. An agent counts from its readiness, and its
 * receiver looks for targets every five seconds: without a request, most tests pass unseen.
 */
const RUNNING_SECONDS = 10;
/** Suites bear no longer end of a process, though an agent's grace period is a minute. */
const GRACE_SECONDS = 10;

const seconds = (count: number) => new Promise<void>((done) => setTimeout(done, count * 1000));

function suiteConfig(): SenderConfig {
  const option = "--config.file=";
  const argument = process.argv.find((one) => one.startsWith(option));
  if (argument === undefined) throw new Error(`the suite gave no ${option}`);
  return parse(readFileSync(argument.slice(option.length), "utf8")) as SenderConfig;
}

/** Every sender has a loopback address of its own, as every agent has a pod's. */
function ownAddress(): string {
  const { pid } = process;
  return `127.${64 + ((pid >> 16) & 63)}.${(pid >> 8) & 255}.${pid & 255}`;
}

/** The folder that the suite gave it holds everything temporary. */
function startAgent(address: string) {
  const { OTELCOL, WRITER, VERSION } = process.env;
  const { remote_write, scrape_configs } = suiteConfig();
  const [ip = "", port = ""] = scrape_configs[0].static_configs[0].targets[0].split(":");
  const queue = resolve("queue");
  mkdirSync(queue);
  const pods = [{ application: "test", ip: ip.replace("localhost", "127.0.0.1"), port: Number(port) }];
  const { config, args } = scrapingAgent(WRITER as Writer, VERSION as "1.0" | "2.0", {
    ...{ url: remote_write[0].url, queue, pods },
  });
  writeFileSync("agent.json", JSON.stringify(config));
  return startProcess("agent", OTELCOL ?? "", [`--config=${join(process.cwd(), "agent.json")}`, ...args], {
    environment: {
      MY_POD_IP: address,
      [NODE_NAME_VARIABLE]: "node",
      OTEL_K8S_NAMESPACE: "telemetry",
      OTEL_K8S_POD_NAME: "agent",
    },
    folder: process.cwd(),
  });
}

/** Runs the agent until the suite has asked for its end and it has run long enough. */
async function runAgent(asked: Promise<void>): Promise<void> {
  const address = ownAddress();
  const agent = startAgent(address);
  const probe = async () => {
    if (!(await fetch(`http://${address}:13133/`)).ok) throw new Error("not ready");
  };
  await eventually("the agent answers its probe", 60, probe, [agent]);
  await Promise.all([asked, seconds(RUNNING_SECONDS)]);
  await agent.stop(GRACE_SECONDS);
}

async function main(): Promise<void> {
  process.removeAllListeners("SIGINT");
  const asked = new Promise<void>((done) =>
    process.on("SIGINT", () => {
      done();
    }),
  );
  // Without a timer, Node ends where nothing but the signal is left.
  const alive = setInterval(() => undefined, 1000);
  try {
    await runAgent(asked);
  } catch (error) {
    // An agent that refuses its configuration ends at once; the suite ends as a whole where it finds no process.
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
    await asked;
  }
  clearInterval(alive);
  process.exit();
}

void main();
