/**
 * Google's discovery documents: the machine-readable description of an API's methods and of their messages.
 *
 * https://developers.google.com/discovery/v1/reference/apis
 */

/** A message, a field or a parameter. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly readOnly?: boolean;
  /** Ids of the methods that require the field. */
  readonly annotations?: { readonly required?: readonly string[] };
}

export interface Parameter extends Schema {
  readonly location: "path" | "query";
  readonly required?: boolean;
  readonly repeated?: boolean;
}

export interface Method {
  readonly id: string;
  readonly httpMethod: string;
  readonly path: string;
  /** The path with one parameter for each of its segments. */
  readonly flatPath?: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
  readonly request?: Schema;
  readonly response?: Schema;
}

interface Resource {
  readonly methods?: Readonly<Record<string, Method>>;
  readonly resources?: Readonly<Record<string, Resource>>;
}

export interface DiscoveryDocument extends Resource {
  /** Address of the API, such as `https://container.googleapis.com/`. */
  readonly rootUrl: string;
  /** What the path of each method begins with; may be empty. */
  readonly servicePath: string;
  /** Query parameters of every method. */
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** A method that a request has called, and the parts of its path. */
export interface CalledMethod {
  readonly document: DiscoveryDocument;
  readonly method: Method;
  /** By the names of the flat path, such as `projectsId`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** The host of an API, such as `container.googleapis.com`. */
export function hostOf({ rootUrl }: Pick<DiscoveryDocument, "rootUrl">): string {
  return new URL(rootUrl).host;
}

function methodsOf({ methods = {}, resources = {} }: Resource): Method[] {
  return [...Object.values(methods), ...Object.values(resources).flatMap(methodsOf)];
}

/** A path's expression: each `{parameter}` is one segment, which a custom verb (`:setIamPolicy`) may follow. */
function expressionOf(path: string): RegExp {
  const parts = path.split(/\{([^}]+)\}/);
  const pattern = parts.map((part, index) =>
    index % 2 === 1 ? `(?<${part}>[^/:]+)` : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`^${pattern.join("")}$`);
}

/** The methods of several APIs, by the requests that call them. */
export class Methods {
  private readonly known: readonly { document: DiscoveryDocument; method: Method; path: RegExp }[];

  constructor(documents: readonly DiscoveryDocument[]) {
    this.known = documents.flatMap((document) =>
      methodsOf(document).map((method) => ({
        document,
        method,
        path: expressionOf(document.servicePath + (method.flatPath ?? method.path)),
      })),
    );
  }

  /**
   * The method that a request calls, or undefined where the API has none.
   *
   * @param host such as `container.googleapis.com`
   * @param path without the leading slash
   */
  find(host: string, httpMethod: string, path: string): CalledMethod | undefined {
    for (const { document, method, path: expression } of this.known) {
      if (method.httpMethod !== httpMethod || hostOf(document) !== host) continue;
      const match = expression.exec(path);
      if (!match) continue;
      const parts = Object.entries(match.groups ?? {});
      return { document, method, parameters: Object.fromEntries(parts.map(([k, v]) => [k, decodeURIComponent(v)])) };
    }
    return undefined;
  }
}
