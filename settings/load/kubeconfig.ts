/** Reads the kubeconfig file of an existing cluster. The rest of the program uses only its text. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as YAML from "yaml";
import type { Problem } from "../problems";
import { PROJECT, type ExistingClusterSettings } from "../schema/settings";

export interface Kubeconfig {
  /** Text of the file; absent where the settings name no file and none was found. */
  readonly text?: string;
  readonly problems: readonly Problem[];
}

function expanded(file: string): string {
  return file.startsWith("~/") ? path.join(os.homedir(), file.slice(2)) : path.resolve(file);
}

/** Names of the contexts of a kubeconfig; undefined of a text that is none. */
export function contextNames(text: string): string[] | undefined {
  try {
    const parsed = YAML.parse(text) as { contexts?: { name?: unknown }[] } | null;
    return (parsed?.contexts ?? []).map((context) => String(context.name));
  } catch {
    return undefined;
  }
}

function contextProblems(settings: ExistingClusterSettings, file: string, text: string): Problem[] {
  const names = contextNames(text);
  if (names === undefined || names.length === 0)
    return [
      {
        path: `${PROJECT}:cluster.kubeconfig`,
        value: file,
        rule: "must be a kubeconfig file with at least one context",
        fix: "Name another file, or write this file again with the tool that created the cluster.",
      },
    ];
  if (settings.context === undefined || names.includes(settings.context)) return [];
  return [
    {
      path: `${PROJECT}:cluster.context`,
      value: settings.context,
      rule: `must be a context of ${file}, whose contexts are ${names.join(", ")}`,
      fix: `Set ${PROJECT}:cluster.context to one of them, or remove it to use the current context.`,
    },
  ];
}

/**
 * Reads the kubeconfig that the settings or the environment name.
 *
 * @param required whether a file must exist even where the settings name none; a plan and tests need no cluster
 */
export function readKubeconfig(settings: ExistingClusterSettings, required = false): Kubeconfig {
  const fromEnvironment = process.env["KUBECONFIG"]?.split(path.delimiter).filter((file) => file !== "") ?? [];
  const file = settings.kubeconfig ?? (fromEnvironment.length > 0 ? fromEnvironment[0] : "~/.kube/config");
  const asked = settings.kubeconfig !== undefined || required;
  if (file === undefined || !fs.statSync(expanded(file), { throwIfNoEntry: false })?.isFile())
    return {
      problems: asked
        ? [
            {
              path: `${PROJECT}:cluster.kubeconfig`,
              ...(settings.kubeconfig === undefined ? {} : { value: settings.kubeconfig }),
              rule:
                settings.kubeconfig === undefined
                  ? `is not set, and ${file ?? "the usual file"} does not exist`
                  : "is not an existing file",
              fix: `Set ${PROJECT}:cluster.kubeconfig to the path of a kubeconfig, or the variable KUBECONFIG; "kind get kubeconfig" and "minikube kubectl -- config view --flatten" write one.`,
            },
          ]
        : [],
    };
  const text = fs.readFileSync(expanded(file), "utf8");
  return { text, problems: asked ? contextProblems(settings, file, text) : [] };
}
