/** Who asks for the pod to be scraped: an annotation of its own, a Service or a monitor. */
import type { Manifest } from "../../../policy/evidence/reading";
import { counted } from "../../text";
import { ended, type Finding, noted, passed } from "../answer";
import { annotate, quoted, setting, workloadOf } from "../look/fix";
import { annotationsOf, type Look, nameOf, namespaceOf } from "../look/look";
import { ruleText, explained } from "./explain";
import { farthest, type Taken } from "./targets";

const SCRAPE = "prometheus.io/scrape";

/** Annotations that mean the same and are spelt otherwise. */
const SIMILAR = /^(?!prometheus\.io\/)(?:.*prometheus.*|.*metrics.*)(?:scrape|port|path)$/i;

async function annotationsOfWorkload(look: Look, pod: Manifest): Promise<Record<string, string>> {
  const workload = workloadOf(pod);
  if (!workload || !["deployment", "statefulset", "daemonset"].includes(workload.kind)) return {};
  const path = `/apis/apps/v1/namespaces/${namespaceOf(pod)}/${workload.kind}s/${workload.name}`;
  return annotationsOf(await look.api.get<Manifest>(path));
}

/** Why nobody asks, where an annotation is in the wrong place; undefined where it is nowhere. */
async function elsewhere(look: Look, pod: Manifest, { services, candidates }: Taken): Promise<Finding | undefined> {
  const own = annotationsOf(pod);
  if (own[SCRAPE] !== undefined)
    return ended(
      `annotation ${SCRAPE} is ${JSON.stringify(own[SCRAPE])}, not "true"`,
      annotate(pod, { [SCRAPE]: "true" }),
    );
  const similar = Object.keys(own).find((name) => SIMILAR.test(name));
  if (similar !== undefined)
    return ended(`its annotation is called ${similar}, not ${SCRAPE}`, annotate(pod, { [SCRAPE]: "true" }));
  const ofWorkload = await annotationsOfWorkload(look, pod);
  const workload = workloadOf(pod);
  if (workload && ofWorkload[SCRAPE] !== undefined)
    return ended(
      `annotation ${SCRAPE} is on ${workload.kind} ${workload.name} itself, not in its template, so that its pods do not have it`,
      annotate(
        pod,
        Object.fromEntries(Object.entries(ofWorkload).filter(([name]) => name.startsWith("prometheus.io/"))),
      ),
    );
  const service = services.find((one) => annotationsOf(one)[SCRAPE] === "true");
  if (service && !look.settings.agent.serviceAnnotations)
    return ended(
      `annotation ${SCRAPE} is on Service ${nameOf(service)}, and agents do not read annotations of Services`,
      setting(
        "Annotate the pods instead, or let the agents read Services:",
        "gke-telemetry:agent: {serviceAnnotations: true}",
      ),
    );
  if (service && !candidates.some(({ job }) => job.discovery === "endpointslices"))
    return ended(
      `no EndpointSlice of Service ${nameOf(service)} names it, and agents find by these what a Service's annotations are about`,
      {
        text: "Kubernetes writes them some seconds after a pod has its address. Look at those of the Service.",
        commands: [
          `kubectl --namespace ${quoted(namespaceOf(pod))} get endpointslices --selector kubernetes.io/service-name=${quoted(nameOf(service))}`,
        ],
      },
    );
  return undefined;
}

const namesOf = (monitors: Taken["monitors"]) => monitors.map(({ name }) => name).join(" and ");

/** Monitors select the pod; something that they ask for may not be done. */
function monitored(monitors: Taken["monitors"]): Finding {
  const told = `${namesOf(monitors)} select it`;
  const [first, ...more] = monitors.flatMap(({ name, refused }) => refused.map((one) => ({ name, ...one })));
  if (!first) return passed(told);
  const others = more.map(({ name, endpoint, text }) => `${name}, ${endpoint}: ${text}`);
  return {
    ...noted(`${told}; of ${first.name}, ${first.endpoint}: ${first.text}`, { text: `${first.fix}.` }),
    details: others,
  };
}

/** The station of the annotations. */
export async function whoAsks(look: Look, pod: Manifest, taken: Taken): Promise<Finding> {
  const own = annotationsOf(pod);
  if (own[SCRAPE] === "true") {
    const others = Object.entries(own).filter(([name]) => name.startsWith("prometheus.io/") && name !== SCRAPE);
    return passed(
      [`${SCRAPE} is "true"`, ...others.map(([name, value]) => `${name} is ${JSON.stringify(value)}`)].join(", "),
    );
  }
  const [first] = taken.targets;
  if (first?.job.discovery === "endpointslices") {
    const names = taken.services.filter((one) => annotationsOf(one)[SCRAPE] === "true").map(nameOf);
    return passed(`Service ${names.join(", ")} of the pod has ${SCRAPE}: "true"`);
  }
  if (first) return passed(`it is one of the stack's own: job ${first.job.name} takes it without an annotation`);
  if (taken.monitors.length > 0) return monitored(taken.monitors);
  const misplaced = await elsewhere(look, pod, taken);
  const candidate = farthest(taken);
  const details = candidate?.outcome.drop ? [ruleText(candidate)] : [];
  if (misplaced) return { ...misplaced, details };
  return ended(
    `it has no annotation ${SCRAPE}`,
    annotate(pod, { [SCRAPE]: "true", "prometheus.io/port": "8080" }),
    details,
  );
}

/** The station of the relabelling rules. */
export function relabelled(pod: Manifest, taken: Taken, source: string): Finding {
  const jobs = [...new Set(taken.candidates.map(({ job }) => job))];
  if (taken.targets.length > 0) {
    const [{ job, target }] = taken.targets as [Taken["targets"][number]];
    const texts = taken.targets.map(
      (one) =>
        `${one.job.name}: ${one.target.url} every ${one.target.intervalText}, after ${counted(one.job.rules.length, "rule")}`,
    );
    return passed(
      `job ${job.name} makes of it ${quoted(target.url)}${texts.length > 1 ? `, and ${texts.length - 1} more` : ""}`,
      texts,
    );
  }
  const details = jobs.flatMap((job) => {
    const best = farthest({ ...taken, candidates: taken.candidates.filter((one) => one.job === job) });
    return best ? [ruleText(best)] : [];
  });
  if (taken.monitors.length > 0)
    return passed(`the extension monitors finds it for ${namesOf(taken.monitors)}`, details);
  const candidate = farthest(taken);
  if (!candidate)
    return ended("the agent has no job that discovers pods", setting("An update makes the configuration anew."));
  return { ...explained(pod, candidate, source), details };
}
