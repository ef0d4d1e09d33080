/** What a preview plans, as `pulumi preview --json` tells it. */

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** What happens to a resource. */
export type Effect = "created" | "updated" | "replaced" | "deleted";

const EFFECTS: Readonly<Record<string, Effect>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  "create-replacement": "replaced",
  "delete-replaced": "replaced",
  delete: "deleted",
};

export interface Change {
  /** Type of the resource, such as `gcp:container/cluster:Cluster`. */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly effect: Effect;
}

/** The changes of a preview, without what stays as it is; components are no resources of any API. */
export function changesOf(json: string): Change[] {
  const { steps = [] } = JSON.parse(json) as { steps?: readonly Step[] };
  const changes = new Map<string, Change>();
  for (const { op, urn } of steps) {
    const [, , types = "", ...name] = urn.split("::");
    const type = types.split("$").at(-1) ?? "";
    const effect = EFFECTS[op];
    if (effect !== undefined && /^(gcp|kubernetes):/.test(type))
      changes.set(urn, { type, name: name.join("::"), effect });
  }
  return [...changes.values()];
}
