/**
 * The names by which existing states know a stack's resources, so that a change of the program replaces none of them.
 *
 * A URN has the types of a resource's parents, its own type and its logical name. The engine that finds a URN in its
 * state neither under that name nor under an alias deletes the resource and creates another one.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { assumeActive } from "../../lease/tracePipeline";
import { loadStackInput } from "../../settings/load/load";
import { PROJECT } from "../../settings/schema/settings";
import { deployStack } from "../../stack/stack";
import { writeWhole } from "../files";
import { runProgram, type PlannedResource, type PlannedStack } from "../plan/engine";
import { readStackFile } from "../plan/stackFile";
import { EXAMPLES } from "./example";

const FOLDER = path.join(EXAMPLES, "urns");

const fileOf = (stack: string) => path.join(FOLDER, `${stack}.txt`);

/** The stacks whose URNs are recorded. */
export function recordedStacks(): string[] {
  return fs
    .readdirSync(FOLDER)
    .map((file) => path.basename(file, ".txt"))
    .sort();
}

/** The recorded URNs of a stack. */
export function recordedUrns(stack: string): string[] {
  return fs
    .readFileSync(fileOf(stack), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** A stack's URNs now, and all that its resources may have in an existing state. */
export interface Urns {
  readonly current: readonly string[];
  readonly former: readonly string[];
}

const lastType = (urn: string) => urn.split("::")[2]?.split("$").at(-1) ?? "";
const nameOf = (urn: string) => urn.split("::").slice(3).join("::");

function urnOf(parent: string | undefined, type: string, name: string, stack: string, project = PROJECT): string {
  const types = parent === undefined ? type : `${parent.split("::")[2] ?? ""}$${type}`;
  return ["urn:pulumi:" + stack, project, types, name].join("::");
}

/** What a child's URN was when its parent had another one; a name that begins with the parent's name follows it. */
function inherited(child: string, parent: string, formerParent: string, stack: string): string {
  const name = nameOf(child);
  const follows = name.startsWith(nameOf(parent));
  return urnOf(
    formerParent,
    lastType(child),
    follows ? nameOf(formerParent) + name.slice(nameOf(parent).length) : name,
    stack,
  );
}

/** Current and former URNs of a planned stack. */
export function urnsOf({ resources, aliases }: Pick<PlannedStack, "resources" | "aliases">, stack: string): Urns {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const aliasUrn = (resource: PlannedResource, { urn, spec }: Alias.AsObject): string => {
    if (!spec) return urn;
    const { parenturn, noparent, name, type, project } = spec;
    const isAtTop = noparent || parenturn === "" || parenturn.includes("::pulumi:pulumi:Stack::");
    const parent = isAtTop ? undefined : parenturn;
    return urnOf(parent, type || resource.type, name || resource.name, spec.stack || stack, project || PROJECT);
  };
  const former = (resource: PlannedResource): string[] => {
    const own = (aliases[resource.urn] ?? []).map((alias) => aliasUrn(resource, alias));
    const parent = byUrn.get(resource.parent ?? "");
    if (!parent) return own;
    const names = [resource.urn, ...own];
    return [...own, ...former(parent).flatMap((urn) => names.map((name) => inherited(name, parent.urn, urn, stack)))];
  };
  return { current: resources.map(({ urn }) => urn).sort(), former: resources.flatMap(former) };
}

/** The URNs of a stack as its file and the program are now. */
export async function plannedUrns(stack: string): Promise<Urns> {
  const configuration = { project: PROJECT, stack, ...readStackFile(`Pulumi.${stack}.yaml`) };
  return urnsOf(await runProgram(configuration, loadStackInput, (input) => deployStack(input, assumeActive)), stack);
}

/** The recorded URNs that no resource has and no alias covers: each would be deleted. */
export function lostUrns(recorded: readonly string[], { current, former }: Urns): string[] {
  const known = new Set([...current, ...former]);
  return recorded.filter((urn) => !known.has(urn));
}

/**
 * Adds a stack's new URNs to the recorded ones. It removes none, because the removal of a resource is a person's
 * decision.
 */
export async function recordUrns(stack: string): Promise<void> {
  const { current } = await plannedUrns(stack);
  const all = [...new Set([...recordedUrns(stack), ...current])].sort();
  writeWhole(fileOf(stack), all.map((urn) => `${urn}\n`).join(""));
}
