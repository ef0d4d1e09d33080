/** What service accounts asked of the run's own API server, from its audit log. */
import { readFileSync, writeFileSync } from "node:fs";

/** Writes an audit policy that records the requests of service accounts, without their bodies. */
export function writeAuditPolicy(file: string): void {
  const policy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived"],
    rules: [{ level: "Metadata", userGroups: ["system:serviceaccounts"] }, { level: "None" }],
  };
  writeFileSync(file, JSON.stringify(policy));
}

interface AuditEvent {
  readonly auditID: string;
  readonly stage: "ResponseStarted" | "ResponseComplete" | "Panic";
  readonly verb: string;
  readonly requestURI: string;
  readonly user: { readonly extra?: Readonly<Record<string, readonly string[]>> };
  readonly objectRef?: { readonly resource?: string };
  readonly responseStatus?: { readonly code?: number };
}

export interface ApiRequest {
  /** Pod to which the token is bound. */
  readonly pod: string | undefined;
  readonly verb: string;
  readonly resource: string | undefined;
  readonly fieldSelector: string | null;
  /** Status of the answer, such as 403. */
  readonly status: number | undefined;
  /** Whether it is still being answered, as a watch is. */
  readonly open: boolean;
}

/** Every request in the log so far. */
export function auditedRequests(file: string): ApiRequest[] {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.endsWith("}"));
  const events = lines.map((line) => JSON.parse(line) as AuditEvent);
  const latest = new Map(events.map((event) => [event.auditID, event]));
  return [...latest.values()].map(({ user, verb, objectRef, requestURI, responseStatus, stage }) => ({
    pod: user.extra?.["authentication.kubernetes.io/pod-name"]?.[0],
    verb,
    resource: objectRef?.resource,
    fieldSelector: new URL(requestURI, "https://localhost").searchParams.get("fieldSelector"),
    status: responseStatus?.code,
    open: stage === "ResponseStarted",
  }));
}
