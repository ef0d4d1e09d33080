/** The planned objects, as they are in the cluster. */
import type { Manifest } from "../../../policy/evidence/reading";
import { inTurns } from "../../live/inTurns";
import { groupOf } from "../../live/kinds";
import { type PlannedObject, typedObjects } from "../../live/wanted";
import { grouped } from "../../text";
import { type Expected, PLAN, type Right, type Source } from "../source";

export interface PlannedThere {
  readonly planned: PlannedObject;
  /** Absent where there is no such object. */
  readonly there?: Manifest;
}

/** Name of a kind in paths and roles. */
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith("y")) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith("s") ? `${lower}es` : `${lower}s`;
}

function pathOf({ apiVersion, kind, namespace, name }: PlannedObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${pluralOf(kind)}/${name}`;
}

/** Those that are compared. A right to read a Secret would be one to read what is in it. */
const comparedOf = ({ plan }: Expected): PlannedObject[] =>
  plan ? typedObjects(plan.planned).filter(({ kind, isPatch }) => kind !== "Secret" && !isPatch) : [];

/** Of each kind and namespace the objects by name. */
function rightsOf(objects: readonly PlannedObject[]): Right[] {
  return grouped(objects, ({ apiVersion, kind, namespace }) => JSON.stringify([apiVersion, kind, namespace])).flatMap(
    ([, same]) => {
      const [first] = same;
      if (!first) return [];
      const { apiVersion, kind, namespace } = first;
      const right = { group: groupOf(apiVersion), resources: [pluralOf(kind)], verbs: ["get"] };
      return [{ ...right, ...(namespace !== undefined && { namespace }), names: same.map(({ name }) => name).sort() }];
    },
  );
}

export const PLANNED_OBJECTS: Source<PlannedThere[]> = {
  what: "The planned objects",
  rights: (expected) => rightsOf(comparedOf(expected)),
  read: async ({ api, read, expected }) => {
    await read(PLAN);
    return inTurns(comparedOf(expected), async (planned) => {
      const there = await api.get<Manifest>(pathOf(planned));
      return { planned, ...(there && { there }) };
    });
  },
};
