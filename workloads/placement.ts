/** Places objects that are described for this stack into another namespace, for programs that use the library. */

/** The object, or group of objects, in `namespace`; objects without a namespace of their own stay as they are. */
export function inNamespace<T>(objects: T, namespace: string): T {
  if (Array.isArray(objects)) return objects.map((one: unknown) => inNamespace(one, namespace)) as T;
  if (typeof objects !== "object" || objects === null) return objects;
  if ("metadata" in objects) return withNamespace(objects, namespace);
  return Object.fromEntries(Object.entries(objects).map(([key, one]) => [key, inNamespace(one, namespace)])) as T;
}

function withNamespace<T extends { metadata: unknown }>(object: T, namespace: string): T {
  const { metadata } = object;
  if (typeof metadata !== "object" || metadata === null || !("namespace" in metadata)) return object;
  return { ...object, metadata: { ...metadata, namespace } };
}
