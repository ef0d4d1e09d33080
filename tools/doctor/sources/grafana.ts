/** Grafana's provisioned data sources, and what they name: Services of the cluster, and Secrets by variables. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { RequestError } from "../../live/api";
import { inTurns } from "../../live/inTurns";
import { ofKind, podSpecOf } from "../../live/wanted";
import type { Access, Expected, Source } from "../source";
import { SERVICE_RIGHTS, serviceThere } from "./network";

/** A Service of the cluster that a data source asks. */
export interface AskedService {
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  /** Absent where there is no such Service. */
  readonly there?: { readonly ports: readonly number[]; readonly readyEndpoints: number };
}

export interface DataSourceThere {
  readonly name: string;
  /** Absent where its address is not that of a Service. */
  readonly service?: AskedService;
  /** Variables with credentials that the planned Grafana does not have. */
  readonly unknownVariables: readonly string[];
  /** Secrets behind its variables that are gone. */
  readonly missingSecrets: readonly string[];
}

const SERVICE_HOST = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(\.|$)/;

/** A variable of provisioning; a doubled dollar sign is the sign itself. */
const VARIABLE = /(?<!\$)(?:\$\$)*\$([A-Z][A-Z0-9_]*)/g;

/** The Secrets of the planned Grafana's variables; undefined without a plan of Grafana. */
function secretsOf({ plan, names }: Expected): ReadonlyMap<string, string> | undefined {
  const { name, namespace } = names.placements.grafana;
  const grafana =
    plan && ofKind(plan.wanted, "Deployment").find((one) => one.name === name && one.namespace === namespace);
  if (!grafana) return undefined;
  const variables = listAt(podSpecOf(grafana), "containers").flatMap((container) => listAt(container, "env"));
  return new Map(
    variables.flatMap((variable) => {
      const secret = textAt(variable, "valueFrom", "secretKeyRef", "name");
      return secret === "" ? [] : [[textAt(variable, "name"), secret] as const];
    }),
  );
}

const configMapOf = ({ names: { placements } }: Expected) => `${placements.grafana.name}-data-sources`;

/** Secrets of data sources alone: nobody has to read the administrator's password to see that it is there. */
function dataSourceSecrets(expected: Expected): string[] {
  const names = [...(secretsOf(expected) ?? [])].flatMap(([variable, secret]) =>
    variable.startsWith("GF_") ? [] : [secret],
  );
  return [...new Set(names)].sort();
}

function provisioned(map: Manifest, where: string): Manifest[] {
  try {
    return Object.values(objectAt(map, "data")).flatMap((text) =>
      listAt(JSON.parse(String(text)) as Manifest, "datasources").map((one) => objectAt({ one }, "one")),
    );
  } catch {
    throw new RequestError(`what ConfigMap ${where} has is not the stack's JSON`);
  }
}

async function serviceOf(access: Access, source: Manifest): Promise<AskedService | undefined> {
  const address = textAt(source, "url").replaceAll("$$", "$");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const [, name, namespace] = SERVICE_HOST.exec(url?.hostname ?? "") ?? [];
  if (!url || name === undefined || namespace === undefined) return undefined;
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  const { service, readyEndpoints } = await serviceThere(access, namespace, name);
  if (!service) return { namespace, name, port };
  const ports = listAt(service, "spec", "ports").map((one) => Number(at(one, "port") ?? 0));
  return { namespace, name, port, there: { ports, readyEndpoints } };
}

/** Empty where Grafana has none, or there is no Grafana. */
export const DATA_SOURCES: Source<DataSourceThere[]> = {
  what: "Grafana's data sources",
  rights: (expected) => {
    const { namespace } = expected.names.placements.grafana;
    const secrets = dataSourceSecrets(expected);
    return [
      { group: "", resources: ["configmaps"], verbs: ["get"], namespace, names: [configMapOf(expected)] },
      ...SERVICE_RIGHTS,
      ...(secrets.length > 0 ? [{ group: "", resources: ["secrets"], verbs: ["get"], namespace, names: secrets }] : []),
    ];
  },
  read: async (access) => {
    const { api, expected } = access;
    const { namespace } = expected.names.placements.grafana;
    const map = await api.get<Manifest>(`/api/v1/namespaces/${namespace}/configmaps/${configMapOf(expected)}`);
    if (!map) return [];
    const secrets = secretsOf(expected);
    // Its metadata is enough to see that it is there.
    const gone = await inTurns(dataSourceSecrets(expected), async (secret) =>
      (await api.get(`/api/v1/namespaces/${namespace}/secrets/${secret}`, true)) ? [] : [secret],
    );
    return inTurns(provisioned(map, `${namespace}/${configMapOf(expected)}`), async (source) => {
      const service = await serviceOf(access, source);
      const variables = [...JSON.stringify(source).matchAll(VARIABLE)].map(([, variable = ""]) => variable);
      const needed = new Set(variables.map((variable) => secrets?.get(variable)));
      return {
        name: textAt(source, "name"),
        ...(service && { service }),
        unknownVariables: secrets ? [...new Set(variables)].filter((variable) => !secrets.has(variable)) : [],
        missingSecrets: gone.flat().filter((secret) => needed.has(secret)),
      };
    });
  },
};
