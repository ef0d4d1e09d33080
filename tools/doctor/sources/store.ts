/** What the metrics store says. */
import { CREDENTIAL_FILES } from "../../../collector/common/extensions";
import { at, listAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { type Certificate, certificateOf } from "../../certificate/certificate";
import { certifiedOf } from "../../certificate/certified";
import { aboutStack, identityOf } from "../../../monitoring/ownParts";
import type { Store, Value } from "../../live/store";
import { RequestError } from "../../live/api";
import { type Expected, type ExpectedPlan, NotAsked, PLAN, type Right, type Source } from "../source";
import { timeOf } from "./nodes";

const credentialsRight = ({ names: { agent } }: Expected): Right => ({
  group: "",
  resources: ["secrets"],
  verbs: ["get"],
  namespace: agent.namespace,
  names: [agent.credentialsSecret],
});

/** The rights with which the stack's own Prometheus is asked: the agents' credentials, and a port-forward to its pod. */
const storeRights = (expected: Expected): Right[] => {
  const { name, namespace } = expected.names.placements.prometheus;
  const forward = { group: "", resources: ["pods/portforward"], verbs: ["create", "get"], namespace };
  return [credentialsRight(expected), { ...forward, names: [`${name}-0`] }];
};

/** The store itself. Without `--stack` nobody knows how it is asked. */
const STORE: Source<Store> = {
  what: "The store",
  rights: storeRights,
  read: async ({ read, openStore }) => openStore((await read(PLAN)).planned.settings),
};

/**
 * What the store answers to a query about the stack: what it has of others is left out.
 *
 * @param expression may name namespaces by their parts, as `monitoring/` does
 */
export function asked(expression: string | ((plan: ExpectedPlan) => string)): Source<Value[]> {
  return {
    what: "The store",
    rights: storeRights,
    read: async ({ read }) => {
      const plan = await read(PLAN);
      const store = await read(STORE);
      const text = typeof expression === "string" ? expression : expression(plan);
      return store.query(aboutStack(text, identityOf(plan.planned.settings)));
    },
  };
}

/** How far back a certificate looks. */
const CERTIFIED_SECONDS = 3600;

/** The certificate of the last hour. */
export const CERTIFICATE: Source<Certificate> = {
  what: "The store",
  rights: storeRights,
  read: async ({ read }) => {
    const { settings } = (await read(PLAN)).planned;
    // Of the store's own time: that of this machine may be another.
    const [now] = await (await read(STORE)).query("time()");
    const to = now?.value ?? 0;
    const period = { from: to - CERTIFIED_SECONDS, to, intervalSeconds: settings.agent.scrapeIntervalSeconds };
    return certificateOf(await read(STORE), certifiedOf(settings), period);
  },
};

/** The certificate of the authority that agents trust; undefined where the store's is a public one. */
export const STORE_AUTHORITY: Source<string | undefined> = {
  what: "The agents' credentials",
  rights: (expected) => [credentialsRight(expected)],
  read: async ({ api, expected: { names } }) => {
    const { namespace, credentialsSecret } = names.agent;
    const secret = await api.get<Manifest>(`/api/v1/namespaces/${namespace}/secrets/${credentialsSecret}`);
    const encoded = textAt(secret, "data", CREDENTIAL_FILES.authority);
    return encoded === "" ? undefined : Buffer.from(encoded, "base64").toString();
  },
};

/** When an object's data was written last, in milliseconds since 1970: each manager of fields has the time of its last change. */
function writtenAt(object: Manifest): number {
  const times = listAt(object, "metadata", "managedFields")
    .filter((manager) => ["f:data", "f:stringData"].some((field) => at(manager, "fieldsV1", field) !== undefined))
    .map((manager) => timeOf(textAt(manager, "time")));
  return times.length > 0 ? Math.max(...times) : timeOf(textAt(object, "metadata", "creationTimestamp"));
}

/** When the Secret with the agents' credentials was written last, in milliseconds since 1970; undefined without one. */
export const CREDENTIALS_CHANGED: Source<number | undefined> = {
  what: "The agents' credentials",
  rights: (expected) => [credentialsRight(expected)],
  read: async ({ api, expected: { names } }) => {
    const { namespace, credentialsSecret } = names.agent;
    const secret = await api.get<Manifest>(`/api/v1/namespaces/${namespace}/secrets/${credentialsSecret}`, true);
    return secret && writtenAt(secret);
  },
};

/** What Prometheus' configuration says. A store elsewhere does not show its own. */
export const STORE_CONFIGURATION: Source<Manifest> = {
  what: "Prometheus' ConfigMap",
  rights: ({ names }) => [
    {
      group: "",
      resources: ["configmaps"],
      verbs: ["get"],
      namespace: names.placements.prometheus.namespace,
      names: [`${names.placements.prometheus.name}-config`],
    },
  ],
  read: async ({ api, read, expected: { names } }) => {
    const { metrics } = (await read(PLAN)).planned.settings;
    if (metrics.kind !== "prometheus") throw new NotAsked("the store is not the stack's own");
    const { name, namespace } = names.placements.prometheus;
    const map = await api.get<Manifest>(`/api/v1/namespaces/${namespace}/configmaps/${name}-config`);
    const text = textAt(map, "data", "prometheus.yml");
    if (text === "") throw new RequestError(`there is no ConfigMap ${namespace}/${name}-config`);
    return JSON.parse(text) as Manifest;
  },
};
