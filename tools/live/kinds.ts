/** The kinds that an API server has, and where their objects are. */
import { at, listAt, textAt, type Manifest } from "../../policy/evidence/reading";
import type { ObjectId } from "./wanted";
import type { ClusterApi } from "./api";
import { inTurns } from "./inTurns";

interface ResourceKind {
  /** Name in paths and roles, such as `daemonsets`. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const nameOf = ({ apiVersion, kind }: Pick<ObjectId, "apiVersion" | "kind">) => `${apiVersion} ${kind}`;

const rootOf = (apiVersion: string) => (apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

/** API group of a version; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.replace(/\/.*$/, "") : "";
}

export class ResourceKinds {
  constructor(private readonly kinds: ReadonlyMap<string, ResourceKind>) {}

  /** Every kind, as `apiVersion kind`. */
  get names(): ReadonlySet<string> {
    return new Set(this.kinds.keys());
  }

  of(id: Pick<ObjectId, "apiVersion" | "kind">): ResourceKind | undefined {
    return this.kinds.get(nameOf(id));
  }

  /** Path of an object; undefined where the API server does not have its kind. */
  pathOf(id: ObjectId): string | undefined {
    const kind = this.of(id);
    if (!kind) return undefined;
    const namespace = kind.namespaced ? `/namespaces/${id.namespace ?? "default"}` : "";
    return `${rootOf(id.apiVersion)}${namespace}/${kind.resource}/${id.name}`;
  }
}

/** Asks for the kinds of the API versions of these objects. */
export async function kindsOf(api: ClusterApi, objects: readonly ObjectId[]): Promise<ResourceKinds> {
  const versions = [...new Set(objects.map(({ apiVersion }) => apiVersion))];
  const lists = await inTurns(versions, async (apiVersion) => {
    const list = await api.get<Manifest>(rootOf(apiVersion));
    return listAt(list, "resources")
      .filter((resource) => !textAt(resource, "name").includes("/"))
      .map((resource): [string, ResourceKind] => [
        nameOf({ apiVersion, kind: textAt(resource, "kind") }),
        { resource: textAt(resource, "name"), namespaced: at(resource, "namespaced") === true },
      ]);
  });
  return new ResourceKinds(new Map(lists.flat()));
}
