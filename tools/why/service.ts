/** The way of a Service: to the pods behind it, each of which goes the way of a pod. */
import { listAt, type Manifest, objectAt, textAt } from "../../policy/evidence/reading";
import { selects } from "../live/network/selector";
import { counted } from "../text";
import { type Answer, ended, type Finding, noted, passed, type Step, unseen, walk } from "./answer";
import { quoted, setting } from "./look/fix";
import { annotationsOf, labelsOf, listed, type Look, nameOf } from "./look/look";
import { podAnswer } from "./pod/path";

const SCRAPE = "prometheus.io/scrape";

/** Phases of pods that run no more. */
const ENDED: ReadonlySet<string> = new Set(["Succeeded", "Failed"]);

/** Most pods that are followed: those of a Service are alike. */
const MOST_PODS = 10;

function asks(look: Look, service: Manifest, pods: readonly Manifest[]): Finding {
  const own = annotationsOf(service)[SCRAPE];
  const annotated = pods.filter((pod) => annotationsOf(pod)[SCRAPE] !== undefined).length;
  if (own === undefined)
    return passed(
      `it has no annotation ${SCRAPE}; ${annotated} of ${counted(pods.length, "pod")} behind it with an own one`,
    );
  if (!look.settings.agent.serviceAnnotations) {
    const fix = setting(
      "Annotate its pods instead, or let the agents read Services:",
      "gke-telemetry:agent: {serviceAnnotations: true}",
    );
    const text = `its annotation ${SCRAPE} is not read: the agents read those of pods alone`;
    return annotated > 0 ? noted(text, fix) : ended(text, fix);
  }
  return passed(`${SCRAPE} is ${JSON.stringify(own)}`);
}

/** @param gone pods that it selects, and that have ended */
function selected(namespace: string, service: Manifest, pods: readonly Manifest[], gone: number): Finding {
  const selector = Object.entries(objectAt(service, "spec", "selector")).map(
    ([key, value]) => `${key}=${String(value)}`,
  );
  if (selector.length === 0)
    return ended(
      "it has no selector, and what is no pod of the cluster is not scraped by agents",
      setting("Give it a job of its own:", 'gke-telemetry:scrapeJobs: [{name: …, targets: ["HOST:PORT"]}]'),
    );
  const label = selector.join(",");
  if (pods.length === 0)
    return ended(`its selector ${label} selects no pod${gone > 0 ? ` that has not ended (${gone} have)` : ""}`, {
      text: "Look at the labels of the pods.",
      commands: [`kubectl --namespace ${namespace} get pods --show-labels`],
    });
  const running = pods.filter((pod) => textAt(pod, "status", "phase") === "Running").length;
  const ports = listAt(service, "spec", "ports").map((port) =>
    [textAt(port, "name"), textAt(port, "port")].filter(Boolean).join(" "),
  );
  return passed(
    `${label} selects ${counted(pods.length, "pod")}, ${running} of them running; its ports: ${ports.join(", ")}`,
  );
}

/** Follows a Service, and the pods behind it. */
export async function serviceAnswer(look: Look, namespace: string, name: string): Promise<Answer> {
  const subject = `service ${namespace}/${name}`;
  const service = await look.api.get<Manifest>(`/api/v1/namespaces/${namespace}/services/${name}`);
  if (!service) {
    const others = (await listed(look, `/api/v1/namespaces/${namespace}/services`)).map(nameOf);
    const fix = {
      text: others.length === 0 ? "The namespace has no Service." : `There are ${others.slice(0, 8).join(", ")}.`,
    };
    const look404 = () => ended(`there is no Service ${name} in namespace ${namespace}`, fix);
    return walk(subject, [{ name: "service", consequence: "is not scraped", look: look404 }], () => "arrives");
  }
  const matchLabels = objectAt(service, "spec", "selector") as Record<string, string>;
  const all = await listed(look, `/api/v1/namespaces/${namespace}/pods`);
  const every =
    Object.keys(matchLabels).length === 0 ? [] : all.filter((pod) => selects({ matchLabels }, labelsOf(pod)));
  // A Service leads to none that has ended, such as one that was evicted.
  const pods = every.filter((pod) => !ENDED.has(textAt(pod, "status", "phase")));
  const ofPods = async (): Promise<Finding> => {
    const answers = [];
    for (const pod of pods.slice(0, MOST_PODS)) answers.push(await podAnswer(look, namespace, nameOf(pod)));
    const failed = answers.find(({ arrives }) => arrives !== true);
    const details = answers.map(({ verdict }) => verdict);
    if (!failed) return passed(`${answers.length} of ${counted(pods.length, "pod")}: each arrives`, details);
    if (failed.arrives === undefined) return { ...unseen(failed.verdict), details };
    const end = failed.stations.find(({ state }) => state === "ended");
    const more = `npm run why -- ${failed.subject.replace(/^pod .*\//, "pod/")} --namespace ${quoted(namespace)} --stack NAME`;
    const fix = { text: end?.fix?.text ?? "Look at the pod.", commands: [...(end?.fix?.commands ?? []), more] };
    return ended(failed.verdict, fix, details);
  };
  const steps: Step[] = [
    {
      name: "selector",
      consequence: "is not scraped",
      look: () => selected(namespace, service, pods, every.length - pods.length),
    },
    { name: "annotation", consequence: "is not scraped", look: () => asks(look, service, pods) },
    { name: "pods", consequence: "does not arrive", look: ofPods },
  ];
  return walk(subject, steps, () => `arrives: ${counted(pods.length, "pod")}`);
}
