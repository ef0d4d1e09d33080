/** What each scrape job of an agent makes of a pod. */
import { listAt, type Manifest, objectAt, textAt } from "../../../policy/evidence/reading";
import { type Refused, refusedEndpoints } from "../../live/scraping/monitors";
import { selects, type Selector } from "../../live/network/selector";
import { endpointSliceTargets, namespaceLabels, podTargets } from "../../live/scraping/discovery";
import { type ScrapeJob, type Target, type TargetOutcome, targetOutcome } from "../../live/scraping/job";
import type { Labels } from "../../live/scraping/relabel";
import { labelsOf, listed, type Look, nameOf, namespaceOf } from "../look/look";

/** What becomes of one of the pod's discovered targets. */
export interface Candidate {
  readonly job: ScrapeJob;
  readonly discovered: Labels;
  readonly outcome: TargetOutcome;
}

/** A monitor that selects the pod. */
interface SelectingMonitor {
  /** Such as `ServiceMonitor shop/cart`. */
  readonly name: string;
  readonly refused: readonly Refused[];
}

/** What the jobs make of the pod. */
export interface Taken {
  readonly candidates: readonly Candidate[];
  /** The targets that are scraped, each once for each job. */
  readonly targets: readonly { readonly job: ScrapeJob; readonly target: Target }[];
  /** Monitors that select the pod, where the agents read monitors. */
  readonly monitors: readonly SelectingMonitor[];
  /** Services of the pod's namespace that select it. */
  readonly services: readonly Manifest[];
}

const selector = (object: unknown, ...path: readonly string[]) => objectAt(object, ...path) as Selector;

async function servicesOf(look: Look, pod: Manifest): Promise<Manifest[]> {
  const services = await listed(look, `/api/v1/namespaces/${namespaceOf(pod)}/services`);
  return services.filter((service) => {
    const matchLabels = objectAt(service, "spec", "selector") as Record<string, string>;
    return Object.keys(matchLabels).length > 0 && selects({ matchLabels }, labelsOf(pod));
  });
}

/** Whether a monitor looks into the pod's namespace. */
function reaches(monitor: Manifest, pod: Manifest): boolean {
  const where = objectAt(monitor, "spec", "namespaceSelector");
  if (where["any"] === true) return true;
  const names = listAt(where, "matchNames");
  return names.length === 0 ? namespaceOf(monitor) === namespaceOf(pod) : names.includes(namespaceOf(pod));
}

async function monitorsOf(look: Look, pod: Manifest, services: readonly Manifest[]): Promise<SelectingMonitor[]> {
  const of = async (kind: "ServiceMonitor" | "PodMonitor", selected: readonly Manifest[]) => {
    const monitors = await listed(look, `/apis/monitoring.coreos.com/v1/${kind.toLowerCase()}s`);
    return monitors
      .filter(
        (one) =>
          reaches(one, pod) && selected.some((other) => selects(selector(one, "spec", "selector"), labelsOf(other))),
      )
      .map((one) => ({ name: `${kind} ${namespaceOf(one)}/${nameOf(one)}`, refused: refusedEndpoints(one) }));
  };
  return [...(await of("ServiceMonitor", services)), ...(await of("PodMonitor", [pod]))];
}

async function slicesOf(look: Look, pod: Manifest): Promise<Manifest[]> {
  return listed(look, `/apis/discovery.k8s.io/v1/namespaces/${namespaceOf(pod)}/endpointslices`);
}

async function labelsOfNamespace(look: Look, pod: Manifest): Promise<Labels> {
  return namespaceLabels(await look.api.get<Manifest>(`/api/v1/namespaces/${namespaceOf(pod)}`));
}

/** Evaluates every job for the pod, as the agent of its node does. */
export async function takenBy(look: Look, jobs: readonly ScrapeJob[], pod: Manifest): Promise<Taken> {
  const has = (discovery: ScrapeJob["discovery"]) => jobs.some((job) => job.discovery === discovery);
  const services = await servicesOf(look, pod);
  const slices = has("endpointslices") ? await slicesOf(look, pod) : [];
  const inServices = slices.flatMap((slice) => {
    const name = labelsOf(slice)["kubernetes.io/service-name"];
    const service = services.find((one) => nameOf(one) === name) ?? undefined;
    return endpointSliceTargets(slice, service, pod);
  });
  const discovered = { pods: podTargets(pod), endpointslices: inServices } as const;
  const ofNamespace = jobs.some((job) => job.readsNamespaces) ? await labelsOfNamespace(look, pod) : {};
  const candidates = jobs.flatMap((job) => {
    if (job.discovery !== "pods" && job.discovery !== "endpointslices") return [];
    return discovered[job.discovery].map((own) => {
      const labels = job.readsNamespaces ? { ...own, ...ofNamespace } : own;
      return { job, discovered: labels, outcome: targetOutcome(job, labels) };
    });
  });
  const targets = candidates.flatMap(({ job, outcome: { target } }) => (target ? [{ job, target }] : []));
  return {
    candidates,
    targets: [...new Map(targets.map((one) => [`${one.job.name} ${JSON.stringify(one.target)}`, one])).values()],
    monitors: has("monitors") ? await monitorsOf(look, pod, services) : [],
    services,
  };
}

/** The candidate that came farthest before a rule dropped it; undefined where there is none. */
export function farthest({ candidates }: Taken): Candidate | undefined {
  const distance = ({ outcome }: Candidate) =>
    outcome.drop ? outcome.drop.index : outcome.refused !== undefined ? Number.MAX_SAFE_INTEGER : -1;
  return candidates.reduce<Candidate | undefined>(
    (best, one) => (best === undefined || distance(one) > distance(best) ? one : best),
    undefined,
  );
}

/** Declared ports of the pod, such as `web 8080`. */
export function portsText(pod: Manifest): string {
  const ports = listAt(pod, "spec", "containers").flatMap((container) => listAt(container, "ports"));
  const texts = ports.map((port) => [textAt(port, "name"), textAt(port, "containerPort")].filter(Boolean).join(" "));
  return texts.length === 0 ? "it declares no port" : `it declares ${texts.join(", ")}`;
}
