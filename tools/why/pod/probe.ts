/** What a target answers when it is asked as the agent asks it, through a port-forward. */
import type { Manifest } from "../../../policy/evidence/reading";
import { RequestError } from "../../live/api";
import { UserError } from "../../cli";
import type { Fix } from "../answer";
import { annotate } from "../look/fix";
import { type Look, nameOf, namespaceOf } from "../look/look";
import { refusedBySidecar } from "./sidecar";

interface Answered {
  readonly text: string;
  readonly fix?: Fix;
}

const LARGEST_PORT = 65_535;

/** Names of settings are what the pod's author can change. */
function judged(pod: Manifest, { port, pathname, protocol }: URL, status: number, body: string): Answered {
  const at = `port ${port} ${pathname}`;
  if (status === 400 && /HTTPS server|HTTP request to an HTTPS/i.test(body))
    return {
      text: `port ${port} speaks TLS, and it is asked by http`,
      fix: annotate(pod, { "prometheus.io/scheme": "https" }),
    };
  if (status === 404) {
    const path = pathname === "/metrics" ? "/PATH-OF-ITS-METRICS" : "/metrics";
    return { text: `it answers 404 at ${at}`, fix: annotate(pod, { "prometheus.io/path": path }) };
  }
  if (status === 401 || status === 403)
    return {
      text: `it answers ${status} at ${at}: it asks for credentials`,
      fix: {
        text: "Agents show pods no credentials. Serve the metrics at a port that asks for none, and let a NetworkPolicy guard it.",
      },
    };
  if (status >= 300 && status < 400)
    return {
      text: `it answers ${status} at ${at}, and agents follow no redirect`,
      fix: annotate(pod, { "prometheus.io/path": "/metrics" }),
    };
  if (status !== 200) return { text: `it answers ${status} at ${at}` };
  if (/^\s*</.test(body))
    return {
      text: `it answers with a page for people at ${at}, not with metrics`,
      fix: annotate(pod, { "prometheus.io/path": "/metrics" }),
    };
  const refused = refusedBySidecar(pod, port);
  if (refused) return refused;
  return {
    text: `the scrape fails, while it answers a port-forward ${protocol.replace(":", "")} at ${at}: something between the agent and the pod denies it`,
  };
}

function failure(pod: Manifest, { port, protocol }: URL, message: string): Answered {
  if (/connection refused|ECONNREFUSED/i.test(message))
    return {
      text: `nothing in it listens at port ${port}`,
      fix: annotate(pod, { "prometheus.io/port": port }),
    };
  if (protocol === "https:" && /wrong version number|packet length|EPROTO|SSL/i.test(message))
    return {
      text: `port ${port} speaks no TLS, and it is asked by https`,
      fix: annotate(pod, { "prometheus.io/scheme": "http" }),
    };
  if (protocol === "http:" && /socket hang up|other side closed|ECONNRESET|Parse Error/i.test(message))
    return {
      text: `port ${port} closes the connection of an http request: it may speak TLS`,
      fix: annotate(pod, { "prometheus.io/scheme": "https" }),
    };
  return { text: `the scrape fails, and it could not be asked why: ${message}` };
}

/** Asks a target what it answers, and says what is wrong with it. */
export async function answerOf(look: Look, pod: Manifest, url: string | undefined): Promise<Answered> {
  if (url === undefined) return { text: "the scrape fails" };
  const [, port = ""] = /:(\d+)(?:\/|$)/.exec(url.replace(/^[a-z]+:\/\//, "")) ?? [];
  if (Number(port) > LARGEST_PORT)
    return {
      text: `annotation prometheus.io/port is ${JSON.stringify(port)}, and ports end at ${LARGEST_PORT}`,
      fix: annotate(pod, { "prometheus.io/port": "8080" }),
    };
  const parsed = new URL(url);
  try {
    const where = {
      namespace: namespaceOf(pod),
      pod: nameOf(pod),
      port: Number(parsed.port || (parsed.protocol === "https:" ? 443 : 80)),
    };
    const { status, body } = await look.askPod(where, url);
    return judged(pod, parsed, status, body);
  } catch (error) {
    if (error instanceof RequestError || error instanceof UserError || error instanceof Error)
      return failure(pod, parsed, error.message);
    throw error;
  }
}
