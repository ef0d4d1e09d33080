/** Takes secrets out of what leaves the cluster. */

/** In the place of what was taken out. */
export const REMOVED = "[removed]";

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const SECRET_NAME = /pass|secret|token|credential|authorization|api_?key|private_?key/i;

/** What is a secret by its form, whoever has it. */
const FORMS = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // JSON Web Tokens, such as those of service accounts.
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /(?<=\b(?:basic|bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/gi,
  // User and password of a URL.
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+:[^\s/@"']+(?=@)/g,
];

/** Shorter values would be found in any text. */
const SHORTEST = 6;

/** A value in the ways in which a text may have it. */
function writings(value: string): string[] {
  const bytes = Buffer.from(value);
  const quoted = JSON.stringify(value).slice(1, -1);
  const all = [value, quoted, JSON.stringify(quoted).slice(1, -1), encodeURIComponent(value)];
  return [...all, bytes.toString("base64"), bytes.toString("base64url")];
}

/** Takes secrets out of texts and counts what it took. */
export class Redaction {
  private readonly known: readonly string[];
  private count = 0;

  /** @param secrets known values, such as those of the stack's Secrets */
  constructor(secrets: readonly string[]) {
    const values = secrets.map((value) => value.trim()).filter((value) => value.length >= SHORTEST);
    // The longest first: a value may be a part of another.
    this.known = [...new Set(values.flatMap(writings))].sort((one, other) => other.length - one.length);
  }

  /** How many values were taken out so far. */
  get removed(): number {
    return this.count;
  }

  private take(): string {
    this.count += 1;
    return REMOVED;
  }

  text(text: string): string {
    const withoutForms = FORMS.reduce((rest, form) => rest.replace(form, () => this.take()), text);
    return this.known.reduce((rest, value) => rest.replaceAll(value, () => this.take()), withoutForms);
  }

  /** An object without what is no part of its state, and without the values of variables whose name says that they are secret. */
  object(value: unknown): unknown {
    if (Array.isArray(value)) return (value as readonly unknown[]).map((one) => this.object(one));
    if (typeof value !== "object" || value === null) return value;
    const isVariable = "name" in value && typeof value.name === "string" && SECRET_NAME.test(value.name);
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== "managedFields" && key !== LAST_APPLIED)
        .map(([key, one]): [string, unknown] => [key, isVariable && key === "value" ? this.take() : this.object(one)]),
    );
  }

  /** Whether a text has a known value all the same. */
  has(text: string): boolean {
    return this.known.some((value) => text.includes(value));
  }
}
