/** A central collector that the agents replace: who still goes to it, and whose pods are scraped by both or by none. */
import { COLLECTED_BY_AGENTS, COLLECTED_BY_LABEL } from "../../../../contract/annotations";
import { serviceHost } from "../../../../contract/names";
import { PORTS } from "../../../../contract/ports";
import { COLLECTOR_LABEL, COLLECTOR_LABEL_NAME } from "../../../../contract/series";
import { LABELS, SCRAPE } from "../../../../monitoring/metrics";
import { is, isNot, series } from "../../../../monitoring/promql";
import { identityOf, ofStackOrNone } from "../../../../monitoring/ownParts";
import { counted, grouped } from "../../../text";
import { type Category, check } from "../../check";
import type { Expected, ExpectedPlan } from "../../source";
import { CENTRAL, type Central, SENDERS } from "../../sources/migration";
import { NAMESPACES_THERE, type NamespaceThere } from "../../sources/network";
import { type AnnotatedPod, ANNOTATED_PODS, isAsking } from "../../sources/pods";
import { asked } from "../../sources/store";

const GUIDE = "docs/migration.md";

/** The host of an address with or without a scheme. */
const hostOf = (endpoint: string) => endpoint.replace(/^[a-z]+:\/\//, "").replace(/[:/].*$/, "");

/** Whether a pod of a namespace reaches the central collector by this address. */
function isCentral(endpoint: string, namespace: string, central: Central): boolean {
  const names = [`${central.service}.${central.namespace}`, `${central.service}.${central.namespace}.svc`];
  const host = hostOf(endpoint);
  return (
    (host === central.service && namespace === central.namespace) ||
    names.some((name) => host === name || host.startsWith(`${name}.`))
  );
}

const sendsToAgents = check({
  id: "sends-to-agents",
  healthy: "no workload sends to the central collector",
  severity: "warning",
  hint: `${GUIDE}#applications-that-send-otlp`,
  needs: { central: CENTRAL, senders: SENDERS },
  find: ({ central, senders }, { names }) =>
    senders
      .filter(({ endpoint, namespace }) => isCentral(endpoint, namespace, central))
      .map(({ workload, variable, endpoint }) => {
        const [kind = "", path = ""] = workload.split(" ");
        const [namespace = "", name = ""] = path.split("/");
        const scheme = /:4317(\/|$)/.test(endpoint) ? PORTS.otlpGrpc : PORTS.otlpHttp;
        const host = serviceHost(names.agent.service, names.agent.namespace);
        return {
          subject: workload,
          text: `its ${variable} is ${endpoint}, the central collector's${central.externalName === "" ? "" : `, which leads to ${central.externalName}`}`,
          fix: `kubectl --namespace ${namespace} set env ${kind.toLowerCase()}/${name} ${variable}=http://${host}:${scheme}`,
        };
      }),
});

/** Namespaces with pods that ask to be scraped and that are not the agents', with how many. */
function remaining(pods: readonly AnnotatedPod[], namespaces: readonly NamespaceThere[], { names }: Expected) {
  const migrated = new Set([
    ...Object.values(names.namespaces),
    ...namespaces.filter(({ labels }) => labels[COLLECTED_BY_LABEL] === COLLECTED_BY_AGENTS).map(({ name }) => name),
  ]);
  const asking = pods.filter((pod) => isAsking(pod) && !migrated.has(pod.template.namespace));
  return grouped(asking, ({ template }) => template.namespace).map(([name, own]) => ({ name, pods: own.length }));
}

const SWITCH = `kubectl label namespace NAME ${COLLECTED_BY_LABEL}=${COLLECTED_BY_AGENTS}`;
const IS_THERE = ({ readyEndpoints, externalName }: Central) => readyEndpoints > 0 && externalName === "";

const namespacesMigrated = check({
  id: "namespaces-migrated",
  healthy: "the agents have taken over every namespace",
  severity: "warning",
  hint: `${GUIDE}#namespace-by-namespace`,
  needs: { central: CENTRAL, pods: ANNOTATED_PODS, namespaces: NAMESPACES_THERE },
  find: ({ central, pods, namespaces }, expected) =>
    !IS_THERE(central)
      ? []
      : remaining(pods, namespaces, expected).map(({ name, pods: count }) => ({
          subject: `Namespace ${name}`,
          text: `${counted(count, "pod")} that ask to be scraped are still the central collector's`,
          fix: SWITCH.replace("NAME", name),
        })),
});

const namespacesScraped = check({
  id: "namespaces-scraped",
  healthy: "every namespace is the agents' or the central collector's",
  severity: "problem",
  hint: `${GUIDE}#the-end`,
  needs: { central: CENTRAL, pods: ANNOTATED_PODS, namespaces: NAMESPACES_THERE },
  find: ({ central, pods, namespaces }, expected) =>
    IS_THERE(central)
      ? []
      : remaining(pods, namespaces, expected).map(({ name, pods: count }) => ({
          subject: `Namespace ${name}`,
          text: `nobody scrapes its ${counted(count, "pod")}: it is not the agents', and no pod is behind the Service ${central.namespace}/${central.service} of the central collector`,
          fix: `${SWITCH.replace("NAME", name)}; or take gke-telemetry:migration out of the settings, and the agents scrape every namespace`,
        })),
});

/** Targets of the agents that another collector stores too, by their address: pods of another cluster may have the same. */
function doubled({ planned: { settings } }: ExpectedPlan): string {
  const ofAgents = series(SCRAPE.up, is(COLLECTOR_LABEL_NAME, COLLECTOR_LABEL));
  const ofOthers = series(
    SCRAPE.up,
    isNot(COLLECTOR_LABEL_NAME, COLLECTOR_LABEL),
    ...ofStackOrNone(identityOf(settings)),
  );
  return `${ofAgents} and on (${LABELS.instance}) ${ofOthers}`;
}

const scrapedByOne = check({
  id: "scraped-by-one",
  healthy: "no pod is stored by the agents and by the central collector",
  severity: "problem",
  hint: `${GUIDE}#the-central-collector`,
  needs: { central: CENTRAL, doubled: asked(doubled) },
  find: ({ doubled }) =>
    grouped(doubled, ({ labels }) => labels[LABELS.namespace] ?? "").map(([namespace, targets]) => ({
      subject: `Namespace ${namespace}`,
      text: `${counted(targets.length, "target")} of it are in the store twice: the central collector scrapes them too`,
      fix: `Give its scrape jobs the rule that leaves out namespaces with the label ${COLLECTED_BY_LABEL}`,
    })),
});

export const MIGRATION: Category = {
  name: "migration",
  title: "Migration",
  checks: [sendsToAgents, namespacesMigrated, namespacesScraped, scrapedByOne],
};
