/** Checks requests, and the stand-in's own answers, by a discovery document. The sentences are those of Google's APIs. */
import type { CalledMethod, DiscoveryDocument, Schema } from "./methods";

interface Check {
  readonly document: DiscoveryDocument;
  /** Id of the method whose required fields count; undefined for an answer, whose readers take no digits for a number. */
  readonly methodId: string | undefined;
}

const INTEGER = /^-?\d+$/;
const LARGE_INTEGERS = ["int64", "uint64", "fixed64"];

const at = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether there is nothing in a field. Google takes an unknown one then: the gcp plugin sends such to Compute Engine. */
const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);

function invalid(path: string, type: string, value: unknown): string {
  return `Invalid value at '${path}' (${type}), ${JSON.stringify(value)}`;
}

/**
 * Problems of a value. JSON's `null` is an unset field, as in every mapping of protocol buffers to JSON.
 *
 * @param path where the value is, such as `cluster.nodePools[0]`
 */
function valueProblems(check: Check, given: Schema, value: unknown, path: string): string[] {
  const schema = given.$ref === undefined ? given : check.document.schemas[given.$ref];
  if (schema === undefined) throw new Error(`the discovery document has no schema ${given.$ref ?? ""}`);
  switch (schema.type) {
    case "object":
      return isObject(value) ? objectProblems(check, schema, value, path) : [invalid(path, "object", value)];
    case "array":
      return Array.isArray(value) ? listProblems(check, schema, value, path) : [invalid(path, "list", value)];
    default:
      return check.methodId === undefined && schema.type === "integer" && typeof value === "string"
        ? [invalid(path, "integer", value)]
        : scalarProblems(schema, value, path);
  }
}

function objectProblems(check: Check, schema: Schema, value: Record<string, unknown>, path: string): string[] {
  const { properties = {}, additionalProperties } = schema;
  const missing = Object.entries(properties)
    .filter(([name, { annotations }]) => annotations?.required?.includes(check.methodId ?? "") && value[name] == null)
    .map(([name]) => `Required field '${at(path, name)}' not specified`);
  const problems = Object.entries(value).flatMap(([name, field]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === undefined && isEmpty(field)) return [];
    if (known === undefined) return [`Unknown name "${name}" at '${path}': Cannot find field.`];
    return field === null ? [] : valueProblems(check, known, field, at(path, name));
  });
  return [...missing, ...problems];
}

function listProblems(check: Check, { items = {} }: Schema, value: readonly unknown[], path: string): string[] {
  return value.flatMap((item, index) => valueProblems(check, items, item, `${path}[${index}]`));
}

function scalarProblems(schema: Schema, value: unknown, path: string): string[] {
  const { type = "any", format, pattern } = schema;
  const named = `${type}${format === undefined ? "" : ` ${format}`}`;
  if (type === "any") return [];
  if (type === "boolean") return typeof value === "boolean" ? [] : [invalid(path, named, value)];
  if (type === "integer" || type === "number") return isNumber(type, value) ? [] : [invalid(path, named, value)];
  if (format !== undefined && LARGE_INTEGERS.includes(format))
    return isNumber("integer", value) ? [] : [invalid(path, named, value)];
  if (typeof value !== "string") return [invalid(path, named, value)];
  if (schema.enum && !schema.enum.includes(value))
    return [`${invalid(path, "enum", value)}: it is none of ${schema.enum.join(", ")}`];
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value))
    return [`Invalid value for field '${path}': '${value}'. Must be a match of regex '${pattern}'`];
  return [];
}

/** A number, or its digits in a string. */
function isNumber(type: "integer" | "number", value: unknown): boolean {
  if (typeof value === "string")
    return type === "integer" ? INTEGER.test(value) : value !== "" && !isNaN(Number(value));
  return type === "integer" ? Number.isInteger(value) : typeof value === "number";
}

function queryProblems({ document, method }: CalledMethod, query: URLSearchParams): string[] {
  const known = { ...document.parameters, ...method.parameters };
  const missing = Object.entries(method.parameters ?? {})
    .filter(([name, { location, required }]) => location === "query" && required && !query.has(name))
    .map(([name]) => `Required parameter '${name}' not specified`);
  const problems = [...query].flatMap(([name, text]) => {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (parameter?.location !== "query") return [`Unknown name "${name}": Cannot bind query parameter.`];
    // A query has only text; `true` and `false` are the booleans.
    const value = parameter.type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
    return scalarProblems(parameter, value, name);
  });
  return [...missing, ...problems];
}

/** The path's own parameters; those of a flat path have no patterns. */
function pathProblems({ method, parameters }: CalledMethod): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const parameter = method.parameters?.[name];
    return parameter ? scalarProblems(parameter, value, name) : [];
  });
}

function bodyProblems({ document, method }: CalledMethod, body: unknown): string[] {
  // Clients that have nothing to say send nothing, `null` or `{}`.
  const isEmpty = body == null || (isObject(body) && Object.keys(body).length === 0);
  if (!method.request) return isEmpty ? [] : ["Request body is not allowed"];
  return valueProblems({ document, methodId: method.id }, method.request, body ?? {}, "");
}

/** What an API would refuse about a request. */
export function requestProblems(called: CalledMethod, query: URLSearchParams, body: unknown): string[] {
  return [...pathProblems(called), ...queryProblems(called, query), ...bodyProblems(called, body)];
}

/** Where an answer is not what the API's clients expect. */
export function answerProblems({ document, method }: CalledMethod, answer: unknown): string[] {
  return method.response ? valueProblems({ document, methodId: undefined }, method.response, answer, "") : [];
}
