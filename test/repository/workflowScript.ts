/** Runs a script of a workflow as actions/github-script does, with GitHub's API played. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import { parse } from "yaml";

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      { readonly steps?: readonly { readonly name?: string; readonly with?: { readonly script?: string } }[] }
    >
  >;
}

/** What a script is given besides itself. */
export interface Given {
  readonly github: object;
  readonly context: object;
  readonly core: object;
  /** Texts of the files that it may read, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables of its environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

// The action makes an asynchronous function of the script in this way.
const AsyncFunction = (async () => Promise.resolve()).constructor as new (
  ...text: string[]
) => (...given: unknown[]) => Promise<void>;

function scriptOf(file: string, step?: string): string {
  const { jobs } = parse(fs.readFileSync(`.github/workflows/${file}`, "utf8")) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  const scripts = steps.flatMap(({ name, with: given }) =>
    given?.script !== undefined && (step === undefined || name === step) ? [given.script] : [],
  );
  const [script, ...more] = scripts;
  assert.ok(
    script !== undefined && more.length === 0,
    `${file} has ${scripts.length} scripts of the step ${step ?? ""}`,
  );
  return script;
}

/**
 * Runs the script of a workflow.
 *
 * @param step name of its step; needed where the workflow has several scripts
 */
export async function runScript(file: string, given: Given, step?: string): Promise<void> {
  const { github, context, core, files = {}, environment = {} } = given;
  const read = (name: string) => {
    const text = files[name];
    assert.ok(text !== undefined, `the script reads ${name}`);
    return text;
  };
  const names = ["require", "github", "context", "core", "process"];
  const run = new AsyncFunction(...names, scriptOf(file, step));
  await run(() => ({ readFileSync: read }), github, context, core, { env: environment });
}
