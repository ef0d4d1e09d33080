/** Asks a running cluster what is wrong with its telemetry. It changes nothing: it only reads. */
import { RequestError, openCluster } from "../live/api";
import type { LiveCluster } from "../live/cluster";
import { openStore, type Store } from "../live/store";
import { wantedOf } from "../live/wanted";
import { type Namespaces, stackNames } from "../../contract/names";
import type { Settings } from "../../settings/schema/settings";
import type { Category } from "./check";
import { examine } from "./examine";
import type { Report } from "./report";
import { accessTo, type Expected, type Surroundings } from "./source";

const TIMEOUT_SECONDS = 30;

/**
 * What should be in a cluster.
 *
 * @param namespaces of a stack that is not known otherwise. Default: those of a stack with default settings
 */
export function expectedOf({ plan }: Pick<LiveCluster, "plan">, namespaces: Partial<Namespaces> = {}): Expected {
  const wanted = plan && wantedOf(plan);
  const names = stackNames(plan ? plan.settings.namespaces : { ...stackNames().namespaces, ...namespaces });
  return { names, ...(plan && wanted && { plan: { planned: plan, wanted } }) };
}

export async function doctor(
  { name, access, plan }: LiveCluster,
  categories: readonly Category[],
  surroundings: Surroundings,
): Promise<Report> {
  const opened: Store[] = [];
  const open = async (settings: Settings) => {
    const store = await openStore(settings, access);
    opened.push(store);
    return store;
  };
  const about = { cluster: name, ...(plan && { stack: plan.stack }) };
  try {
    const api = await openCluster({ ...access, timeoutSeconds: TIMEOUT_SECONDS });
    const version = await api.get<{ gitVersion: string }>("/version");
    if (!version) throw new RequestError("its server is no Kubernetes API server");
    return {
      ...about,
      version: version.gitVersion,
      categories: await examine(categories, accessTo(api, open, surroundings)),
    };
  } catch (error) {
    // The kubeconfig, the login program and the connection fail in many ways, and each has a message.
    const message = error instanceof Error ? error.message : String(error);
    return {
      ...about,
      unreachable: `The cluster could not be asked: ${message.split("\n")[0] ?? ""}`,
      categories: [],
    };
  } finally {
    for (const store of opened) await store.close();
  }
}
