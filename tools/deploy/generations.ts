/** Refuses a step of a generation that the stack's pods could not follow without loss. */
import type { OutputMap, Stack, UpdateSummary } from "@pulumi/pulumi/automation";
import {
  CREDENTIAL_KINDS,
  type CredentialKind,
  FIRST_GENERATION,
  GENERATION_KEYS,
  generationPath,
  type Generations,
} from "../../settings/generations";
import type { Problem } from "../../settings/problems";
import { PROJECT } from "../../settings/schema/settings";

/** Shortest time between two steps: until every pod has read the Secrets of the first, and again as much. */
export const MINUTES_BETWEEN_STEPS = 5;

/** Updates of the history to read: no more fit into the time between two steps. */
const UPDATES = 20;

/** What a stack's updates say about a generation. */
export type Update = Pick<UpdateSummary, "kind" | "result" | "endTime" | "config">;

/** The generations of the stack's output; none for a stack that is new, destroyed, or older than this output. */
export function deployedGenerations({ generations }: OutputMap): Generations {
  return (generations?.value ?? {}) as Generations;
}

/** A problem for each generation that is lower than the deployed one, or more than one above it. */
export function jumpProblems(deployed: Generations, wanted: Generations): Problem[] {
  return CREDENTIAL_KINDS.flatMap((kind) => {
    const [from, to] = [deployed[kind], wanted[kind]];
    if (from === undefined || to === undefined || to === from || to === from + 1) return [];
    const rule =
      to < from
        ? `must not be lower than the deployed generation, which is ${from}: what has ended would be accepted again`
        : `must be at most one above the deployed generation, which is ${from}: nobody accepts a later one yet, so samples and spans would be lost`;
    const fix = `Set ${generationPath(kind)} to ${from} for no step, or to ${from + 1} for the next one.`;
    return [{ path: generationPath(kind), value: to, rule, fix }];
  });
}

/** The generation with which an update ran. */
function generationIn({ config }: Update, kind: CredentialKind): unknown {
  const [key, ...inside] = GENERATION_KEYS[kind];
  const text = config[`${PROJECT}:${key}`]?.value;
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return (
    inside.reduce((outer, name) => (outer as Record<string, unknown> | undefined)?.[name], value) ?? FIRST_GENERATION
  );
}

/** When the step to a generation had succeeded; undefined if the history does not reach back to it. */
function endOfStep(updates: readonly Update[], kind: CredentialKind, generation: number): Date | undefined {
  const before = updates.findIndex((update) => generationIn(update, kind) !== generation);
  return updates.slice(0, Math.max(before, 0)).findLast(({ result }) => result === "succeeded")?.endTime;
}

/**
 * A problem for each step that follows too soon on the one before it, or on an update that did not succeed.
 *
 * @param history the stack's updates, newest first
 */
export function earlyStepProblems(
  deployed: Generations,
  wanted: Generations,
  history: readonly Update[],
  now: Date,
): Problem[] {
  const updates = history.filter(({ kind }) => kind === "update");
  return CREDENTIAL_KINDS.flatMap((kind) => {
    const [from, to, latest] = [deployed[kind], wanted[kind], updates[0]];
    // An update of another generation has failed, and its step is made again.
    if (from === undefined || to !== from + 1 || !latest || generationIn(latest, kind) !== from) return [];
    const problem = { path: generationPath(kind), value: to };
    const back = `Set ${generationPath(kind)} to ${from}`;
    if (latest.result !== "succeeded")
      return [
        {
          ...problem,
          rule: `must stay ${from} until an update with it has succeeded: the last one has the result ${latest.result}, and may have left pods one step behind`,
          fix: `${back} and run "npm run up" first.`,
        },
      ];
    const end = endOfStep(updates, kind, from);
    const due = end && new Date(end.getTime() + MINUTES_BETWEEN_STEPS * 60_000);
    if (!due || due <= now) return [];
    return [
      {
        ...problem,
        rule: `must stay ${from} for ${MINUTES_BETWEEN_STEPS} minutes after the step to it: pods may not have read its Secrets yet`,
        fix: `Run the command again at ${due.toISOString()} or later.`,
      },
    ];
  });
}

/**
 * Every problem of a stack's generations, by what the engine knows about the stack.
 *
 * @param wanted generations of the stack file
 * @param followsNow whether an update follows at once; otherwise jumps alone are problems
 */
export async function generationProblems(stack: Stack, wanted: Generations, followsNow: boolean): Promise<Problem[]> {
  const deployed = deployedGenerations(await stack.outputs());
  const jumps = jumpProblems(deployed, wanted);
  const raised = CREDENTIAL_KINDS.some((kind) => (wanted[kind] ?? 0) > (deployed[kind] ?? Infinity));
  if (!followsNow || !raised) return jumps;
  const history = await stack.history(UPDATES, 1, false);
  return [...jumps, ...earlyStepProblems(deployed, wanted, history, new Date())];
}
