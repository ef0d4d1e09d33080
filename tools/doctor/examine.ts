/** Examines a cluster: reads what the checks need, and lets each look at it. */
import { grouped, namesText } from "../text";
import type { Category, Check, Finding } from "./check";
import { type Access, NotAsked, reasonOf } from "./source";

/** What a check has found out. */
export type Result = Pick<Check, "id" | "healthy" | "severity" | "hint"> &
  (
    | { readonly state: "healthy" }
    | { readonly state: "findings"; readonly findings: readonly Finding[] }
    /** It could not look. */
    | { readonly state: "unseen"; readonly why: string }
    /** The stack does not have what it looks at, or it was not asked about. */
    | { readonly state: "not asked"; readonly why: string }
  );

export interface CategoryResult {
  readonly name: string;
  readonly title: string;
  readonly results: readonly Result[];
}

/** Findings with the same text and fix as one. */
function joined(findings: readonly Finding[]): Finding[] {
  return grouped(findings, ({ text, fix }) => `${text}\n${fix}`).map(([, same]) => ({
    subject: namesText([...new Set(same.map(({ subject }) => subject))].sort()),
    text: same[0]?.text ?? "",
    fix: same[0]?.fix ?? "",
  }));
}

async function resultOf({ id, healthy, severity, hint, needs, find }: Check, access: Access): Promise<Result> {
  const about = { id, healthy, severity, hint };
  const there: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(needs)) {
    try {
      there[name] = await access.read(source);
    } catch (error) {
      if (error instanceof NotAsked) return { ...about, state: "not asked", why: error.message };
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      return { ...about, state: "unseen", why: `${source.what}: ${reason}` };
    }
  }
  const findings = joined(find(there, access.expected));
  return findings.length === 0 ? { ...about, state: "healthy" } : { ...about, state: "findings", findings };
}

/** Lets every check of the categories look. */
export async function examine(categories: readonly Category[], access: Access): Promise<CategoryResult[]> {
  return Promise.all(
    categories.map(async ({ name, title, checks }) => ({
      name,
      title,
      results: await Promise.all(checks.map((check) => resultOf(check, access))),
    })),
  );
}
