/** Planned objects that are gone, or that somebody has changed. */
import { SECRET_VERSIONS_ANNOTATION } from "../../../../contract/annotations";
import { at, objectAt, type Manifest } from "../../../../policy/evidence/reading";
import { keyOf, type PlannedObject } from "../../../live/wanted";
import { check } from "../../check";
import { PLANNED_OBJECTS } from "../../sources/planned";
import { applyText } from "../commands";
import { differences } from "../differences";

const HINT = "docs/operating.md#symptoms";

export const objectsThere = check({
  id: "planned-objects-exist",
  healthy: "every planned object is in the cluster",
  severity: "problem",
  hint: HINT,
  needs: { objects: PLANNED_OBJECTS },
  find: ({ objects }, expected) =>
    objects
      .filter(({ there }) => there === undefined)
      .map(({ planned }) => ({ subject: keyOf(planned), text: "it does not exist", fix: applyText(expected) })),
});

/** What is compared: everything but status and what an object is known by. */
function comparable({ manifest }: Pick<PlannedObject, "manifest">): Manifest {
  const { labels, annotations } = objectAt(manifest, "metadata");
  return { ...manifest, status: undefined, metadata: { labels, annotations } };
}

/** Follows from Secrets as they are in the cluster, which no plan knows. */
const isUnknown = (difference: string) => difference.includes(`.annotations.${SECRET_VERSIONS_ANNOTATION} `);

/** An autoscaler has the last word about replicas. */
const isScaled = (planned: PlannedObject, all: readonly PlannedObject[]) =>
  all.some(
    ({ kind, namespace, manifest }) =>
      kind === "HorizontalPodAutoscaler" &&
      namespace === planned.namespace &&
      at(manifest, "spec", "scaleTargetRef", "name") === planned.name,
  );

/** Most differences in a sentence. */
const MOST = 2;

export const objectsAsPlanned = check({
  id: "objects-as-planned",
  healthy: "no object differs from the plan",
  severity: "warning",
  hint: HINT,
  needs: { objects: PLANNED_OBJECTS },
  find: ({ objects }, expected) => {
    const all = objects.map(({ planned }) => planned);
    return objects.flatMap(({ planned, there }) => {
      const changed = differences(comparable(planned), there ?? {}, "planned").filter(
        (text) => !isUnknown(text) && !(text.startsWith("spec.replicas ") && isScaled(planned, all)),
      );
      if (!there || changed.length === 0) return [];
      const more = changed.length > MOST ? `; and ${changed.length - MOST} more` : "";
      return [
        {
          subject: keyOf(planned),
          text: `${changed.slice(0, MOST).join("; ")}${more}`,
          fix: `${applyText(expected)} sets it anew, if nobody meant it; npm run preview shows what the stack would change`,
        },
      ];
    });
  },
});
