/** What the real engine registers, as `pulumi preview --json` tells it, in the words of a plan. */
import { unknownValue } from "@pulumi/pulumi/runtime/rpc";
import { SECRET, UNKNOWN } from "../../../contract/placeholders";

type Inputs = Readonly<Record<string, unknown>>;

export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly inputs: Inputs;
}

interface Step {
  readonly newState?: Omit<RegisteredResource, "inputs"> & { readonly inputs?: Inputs };
}

/** The engine's own word. */
const SECRET_VALUE = "[secret]";

/** Properties to which a provider gave a value that the program did not; the bridge to Terraform's providers notes them. */
const DEFAULTS = "__defaults";

/** What the engine itself notes among the inputs of a provider. */
const OF_PROVIDERS = ["__internal", "version"];

/** A value without what the provider added to it. */
function readable(value: unknown): unknown {
  if (value === unknownValue) return UNKNOWN;
  if (value === SECRET_VALUE) return SECRET;
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  const added = [DEFAULTS, ...(((value as Inputs)[DEFAULTS] as readonly string[] | undefined) ?? [])];
  const own = Object.entries(value).filter(([key]) => !added.includes(key));
  return Object.fromEntries(own.map(([key, item]) => [key, readable(item)]));
}

function inputsOf(type: string, inputs: Inputs): Inputs {
  const isOwn = ([key]: [string, unknown]) => !type.startsWith("pulumi:providers:") || !OF_PROVIDERS.includes(key);
  return readable(Object.fromEntries(Object.entries(inputs).filter(isOwn))) as Inputs;
}

/** The stack itself, and providers that no program registers. */
const OF_THE_ENGINE = /::pulumi:pulumi:Stack::|::default(?:_[\w.]+)?$/;

/** Every resource of a preview that the program, or a component of a plugin, registers. */
export function registeredResources(previewJson: string): RegisteredResource[] {
  const { steps = [] } = JSON.parse(previewJson) as { steps?: readonly Step[] };
  return steps.flatMap(({ newState }) =>
    newState === undefined || OF_THE_ENGINE.test(newState.urn)
      ? []
      : [{ ...newState, inputs: inputsOf(newState.type, newState.inputs ?? {}) }],
  );
}
