/** Keeps the stack file as it was written, where the engine rewrites it. */
import * as fs from "node:fs";
import * as YAML from "yaml";
import { writeWhole } from "../files";

/** What the engine keeps in a stack file for its secrets. */
const ENGINE_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/** The text as it was, with what the engine has added for its secrets at its end. */
function withEngineKeys(before: string, after: string): { text: string; added: string[] } {
  const [old, current] = [before, after].map((text) => (YAML.parse(text) ?? {}) as Record<string, unknown>);
  const added = ENGINE_KEYS.filter((key) => current?.[key] !== undefined && old?.[key] === undefined);
  const lines = added.map((key) => `${key}: ${String(current?.[key])}\n`);
  return { text: `${before}${before.endsWith("\n") ? "" : "\n"}${lines.join("")}`, added };
}

/**
 * Does something that may rewrite a stack file, and puts its text back afterwards: values, comments and order as they
 * were. Only keys for the engine's secrets stay, because it needs them the next time.
 *
 * @param tell is called with a sentence where the file is not as it was
 */
export async function keepingStackFile<Result>(
  file: string,
  act: () => Promise<Result>,
  tell: (text: string) => void,
): Promise<Result> {
  const before = fs.readFileSync(file, "utf8");
  const putBack = () => {
    const after = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : before;
    if (after !== before) {
      const { text, added } = withEngineKeys(before, after);
      writeWhole(file, added.length > 0 ? text : before);
      if (added.length > 0)
        tell(
          `${file} has a new line ${added.join(" and ")}: with it the engine encrypts the stack's secrets. Commit it if everybody who uses the stack has its passphrase or key; otherwise leave it out.`,
        );
    }
  };
  // A signal ends the process where nothing runs that has to be waited for.
  process.once("exit", putBack);
  try {
    return await act();
  } finally {
    process.off("exit", putBack);
    putBack();
  }
}
