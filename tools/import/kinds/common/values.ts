/** Readings of values that files of all kinds have. */

/** Seconds of a duration such as `30s`, `1m30s` or `10d`; undefined for what is none, or no whole seconds. */
export function seconds(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^(\d+(\.\d+)?(ms|[smhdwy]))+$/.test(value)) return undefined;
  const units: Readonly<Record<string, number>> = {
    ...{ ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 },
  };
  const total = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwy])/g)].reduce(
    (sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ""] ?? 0),
    0,
  );
  return Number.isInteger(total) ? total : undefined;
}

const dividedUp = (divisor: number) => (value: unknown) => {
  const found = seconds(value);
  return found === undefined ? undefined : Math.ceil(found / divisor);
};

/** Hours of a duration, rounded up. */
export const hours = dividedUp(3600);

const BYTES: Readonly<Record<string, number>> = {
  ...{ "": 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40 },
};

function bytes(value: unknown): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([kKMGT]i?)?$/.exec(String(value)) ?? [];
  return number === undefined ? undefined : Number(number) * (BYTES[unit] ?? Number.NaN);
}

function sized(value: unknown, unit: number): number | undefined {
  const found = bytes(value);
  return found === undefined || Number.isNaN(found) ? undefined : Math.ceil(found / unit);
}

/** MiB of a Kubernetes quantity of bytes, rounded up. */
export const mebibytes = (value: unknown) => sized(value, 2 ** 20);

/** GiB of a Kubernetes quantity of bytes, rounded up. */
export const gibibytes = (value: unknown) => sized(value, 2 ** 30);

/** A text that holds no variable of the environment, no template and no line break. */
export function plainText(value: unknown): string | undefined {
  const isPlain = typeof value === "string" && value !== "" && !/\$\{|\$\(|\{\{|\n/.test(value);
  return isPlain ? value : undefined;
}

/** The text of a number, a switch or a plain text. */
export function scalarText(value: unknown): string | undefined {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : plainText(value);
}

/** A URL that carries no credentials: neither a user nor a query, which may have a key in it. */
export function plainUrl(value: unknown): string | undefined {
  const text = plainText(value);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { username, password, search, hash } = new URL(text);
  return username + password + search + hash === "" ? text : undefined;
}

/** Names of the image pull secrets of a list of texts, or of maps with a name. */
export function pullSecret(value: unknown): string | undefined {
  return plainText(typeof value === "object" ? (value as { readonly name?: unknown } | null)?.name : value);
}

/** A name that settings take, of lower-case letters, digits and hyphens; empty where nothing of it is left. */
export function settingName(name: unknown): string {
  return String(name)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
}

/** A map; empty where the value is none. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A list; empty where the value is none. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
