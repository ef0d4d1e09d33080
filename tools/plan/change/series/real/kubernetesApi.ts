/** A stand-in for the API server: the recorded pods, to those who list and watch. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { at, listAt, textAt, type Manifest } from "../../../../../policy/evidence/reading";

/** What clients read of a pod: a planned manifest may have placeholders where they expect numbers. */
function podObject(pod: Manifest): unknown {
  const containers = listAt(pod, "spec", "containers").map((container) => ({
    name: textAt(container, "name"),
    image: textAt(container, "image"),
    ports: listAt(container, "ports"),
  }));
  const owners = listAt(pod, "metadata", "ownerReferences").map((owner) => ({
    ...{ apiVersion: "apps/v1", kind: textAt(owner, "kind"), name: textAt(owner, "name") },
    ...{ uid: `uid-of-${textAt(owner, "name")}`, controller: true },
  }));
  return {
    metadata: { ...(at(pod, "metadata") as Manifest), ownerReferences: owners, resourceVersion: "1" },
    spec: { nodeName: textAt(pod, "spec", "nodeName"), containers },
    status: at(pod, "status"),
  };
}

/** Answers a request to the API server. */
export function answerAsApi(pods: readonly Manifest[], request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://api");
  const json = (status: number, content: unknown) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(content));
  };
  if (searchParams.get("sendInitialEvents") === "true") {
    // Clients list and watch instead.
    json(422, { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Invalid", code: 422 });
    return;
  }
  if (searchParams.get("watch") === "true") {
    // Nothing changes.
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    return;
  }
  const [, group, version, plural = ""] = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(\w+)$/.exec(pathname) ?? [];
  const items = plural === "pods" ? pods.map(podObject) : [];
  // Clients that need no more than metadata ask for that.
  const isMetadata = request.headers.accept?.includes("as=PartialObjectMetadataList") ?? false;
  json(200, {
    kind: isMetadata ? "PartialObjectMetadataList" : plural === "pods" ? "PodList" : "List",
    apiVersion: isMetadata ? "meta.k8s.io/v1" : [...(group === undefined ? [] : [group]), version].join("/"),
    metadata: { resourceVersion: "1" },
    items,
  });
}
