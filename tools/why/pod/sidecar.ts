/** What Istio's sidecar does to the scrapes of its pod. */
import type { Manifest } from "../../../policy/evidence/reading";
import { isCaptured, sidecarOf, withoutApplication } from "../../live/mesh";
import { ended, type Finding, type Fix } from "../answer";
import { annotate, workloadOf } from "../look/fix";
import { annotationsOf, asked, type Look, nameOf, namespaceOf } from "../look/look";
import { ofPod } from "../look/scrapes";
import { likelyPort } from "./explain";
import type { Taken } from "./targets";

const portOf = (instance = "") => Number(instance.slice(instance.lastIndexOf(":") + 1));

/** How to annotate the pod anew: the injector and the sidecar read annotations at its start, never later. */
function anew(pod: Manifest, name: string, value: string): Fix {
  if (workloadOf(pod)) return annotate(pod, { [name]: value });
  return {
    text: `Write the annotation ${name}: ${JSON.stringify(value)} into the pod's manifest, and make the pod anew.`,
  };
}

/** Why the application answers a port-forward, and not the agent; undefined where no sidecar is between them. */
export function refusedBySidecar(
  pod: Manifest,
  port: string,
): { readonly text: string; readonly fix: Fix } | undefined {
  if (!isCaptured(sidecarOf(pod), Number(port))) return undefined;
  const name = "traffic.sidecar.istio.io/excludeInboundPorts";
  const others = annotationsOf(pod)[name];
  const { text, commands = [] } = anew(pod, name, others ? `${others},${port}` : port);
  return {
    text: `the application answers at port ${port}, and its Istio sidecar refuses the agent: a PeerAuthentication asks for mTLS there, or an AuthorizationPolicy denies it`,
    fix: {
      text: `Agents have no certificate of the mesh. Let Istio merge the metrics (prometheus.istio.io/merge-metrics), or a PeerAuthentication accept port ${port} in plain text (portLevelMtls), or the sidecar leave the port out. ${text}`,
      commands,
    },
  };
}

/** Why a merged page lacks the application's metrics; undefined where it has them. */
export async function mergedAlone(look: Look, pod: Manifest, taken: Taken): Promise<Finding | undefined> {
  const sidecar = sidecarOf(pod);
  if (!sidecar?.asks || !taken.targets.some(({ target }) => portOf(target.labels["instance"]) === sidecar.statusPort))
    return undefined;
  const matchers = ofPod(look, namespaceOf(pod), nameOf(pod));
  const [failed] = await asked(look, withoutApplication([], matchers));
  if (!failed) return undefined;
  const { text, commands = [] } = anew(pod, "prometheus.io/port", likelyPort(pod));
  return ended(
    `its Istio sidecar answers with its own metrics alone: it asks the application at ${sidecar.asks}, and gets none`,
    {
      text: `Istio asks by http, at the annotated port, and at 80 without one. ${text} For a page that needs https, turn merging off (prometheus.istio.io/merge-metrics), and let its port be reached in plain text.`,
      commands,
    },
  );
}
