/** Endpoints of ServiceMonitors and PodMonitors that agents do not scrape as they ask, and why (`distribution/monitors`). */
import { at, listAt, type Manifest, objectAt, textAt, textsAt } from "../../../policy/evidence/reading";
import { matchesWhole } from "./relabel";

/** What agents do not do of an endpoint. */
export interface Refused {
  /** Such as `endpoint metrics`. */
  readonly endpoint: string;
  /** What is not done and why, as a clause. */
  readonly text: string;
  /** A sentence without a full stop. */
  readonly fix: string;
}

/** Labels that say whose a sample is. */
const IDENTITY = ["job", "instance", "namespace", "pod", "container", "service", "endpoint"];
const MOST_RULES = 32;
const MOST_GROWTH = 64;
const LONGEST_PATTERN = 1024;

const WITHOUT_TARGET = ["keep", "drop", "labelmap", "labeldrop", "labelkeep"];
const ACTIONS = [...WITHOUT_TARGET, "replace", "keepequal", "dropequal", "hashmod", "lowercase", "uppercase"];

const actionOf = (rule: unknown) => textAt(rule, "action").toLowerCase() || "replace";

/** Which of the labels that say whose a sample is a rule can change; its name counts where labels are taken away. */
function identityOf(rule: unknown): string | undefined {
  const action = actionOf(rule);
  const [target, regex] = [textAt(rule, "targetLabel"), textAt(rule, "regex") || "(.*)"];
  if (["keep", "drop", "keepequal", "dropequal"].includes(action)) return undefined;
  if (action === "labelmap") return "labels whose names follow from the sample";
  if (action === "labeldrop" || action === "labelkeep") {
    const isTaken = (name: string) => matchesWhole(regex, name) === (action === "labeldrop");
    return ["__name__", ...IDENTITY].find(isTaken);
  }
  return target.includes("$") ? "labels whose names follow from the sample" : IDENTITY.find((name) => name === target);
}

/** How many times longer than the longest label what a rule writes can be. */
function growthOf(rule: unknown): number {
  const sources = Math.max(1, listAt(rule, "sourceLabels").length);
  const references = textAt(rule, "replacement").split("$").length - 1;
  switch (actionOf(rule)) {
    case "replace":
      return sources * Math.max(1, references);
    case "lowercase":
    case "uppercase":
      return sources;
    default:
      return 1;
  }
}

function isReadable(regex: string): boolean {
  try {
    matchesWhole(regex, "");
    return true;
  } catch {
    return false;
  }
}

/** Why the rules for the samples of an endpoint are not applied; undefined where they are. */
function unappliedRules(rules: readonly unknown[]): Omit<Refused, "endpoint"> | undefined {
  const whole = "its metricRelabelings are not applied, and its samples are stored whole:";
  if (rules.length > MOST_RULES)
    return { text: `${whole} they are ${rules.length} rules`, fix: `Write at most ${MOST_RULES}: join patterns by |` };
  for (const [index, rule] of rules.entries()) {
    const [action, regex] = [actionOf(rule), textAt(rule, "regex")];
    const told = `${whole} rule ${index + 1} (${action})`;
    if (!ACTIONS.includes(action))
      return { text: `${told} has an action that Prometheus does not know`, fix: `Use one of ${ACTIONS.join(", ")}` };
    if (regex.length > LONGEST_PATTERN || !isReadable(regex))
      return { text: `${told} has a regex that is not RE2, or longer than 1,024 bytes`, fix: "Correct the regex" };
    if (!WITHOUT_TARGET.includes(action) && textAt(rule, "targetLabel") === "")
      return { text: `${told} has no targetLabel`, fix: "Name the label that it writes" };
    const identity = identityOf(rule);
    if (identity !== undefined)
      return {
        text: `${told} can change whose a sample is: ${identity}`,
        fix: `Leave the rule out, or let it write or drop labels other than ${IDENTITY.join(", ")}`,
      };
  }
  const growth = rules.reduce<number>((all, rule) => all * growthOf(rule), 1);
  return growth > MOST_GROWTH
    ? { text: `${whole} they can make a label ${growth} times longer`, fix: "Join fewer labels into one" }
    : undefined;
}

const isSet = (endpoint: unknown, ...path: readonly string[]) => at(endpoint, ...path) !== undefined;

/** Why an endpoint is not scraped at all; undefined where it is. */
function unscraped(endpoint: unknown): Omit<Refused, "endpoint"> | undefined {
  if (textAt(endpoint, "proxyUrl") !== "" || at(endpoint, "proxyFromEnvironment") === true)
    return { text: "it is not scraped: it asks for a proxy", fix: "Leave the proxy out" };
  const credentials = [["basicAuth"], ["oauth2"], ["authorization", "credentials"], ["tlsConfig", "cert", "secret"]];
  const named = [["bearerTokenFile"], ["bearerTokenSecret", "name"], ["tlsConfig", "keySecret", "name"]];
  const files = [
    ["tlsConfig", "certFile"],
    ["tlsConfig", "keyFile"],
  ];
  const found =
    [...credentials, ["tlsConfig", "cert", "configMap"]].find((path) => isSet(endpoint, ...path)) ??
    [...named, ...files].find((path) => textAt(endpoint, ...path) !== "");
  if (found)
    return {
      text: `it is not scraped: it has ${found.join(".")}, and agents send no credentials`,
      fix: "Serve the metrics without, on a port that a network policy opens to the agents alone",
    };
  const several = Object.entries(objectAt(endpoint, "params")).find(
    ([name]) => textsAt(endpoint, "params", name).length !== 1,
  );
  return several
    ? {
        text: `it is not scraped: its parameter ${several[0]} has ${textsAt(endpoint, "params", several[0]).length} values`,
        fix: "Write an endpoint for each value",
      }
    : undefined;
}

/** What agents do not do of a monitor's endpoints, as far as the monitor itself tells. */
export function refusedEndpoints(monitor: Manifest): Refused[] {
  const endpoints = [...listAt(monitor, "spec", "endpoints"), ...listAt(monitor, "spec", "podMetricsEndpoints")];
  return endpoints.flatMap((endpoint, index) => {
    const port = textAt(endpoint, "port") || textAt(endpoint, "targetPort") || textAt(endpoint, "portNumber");
    const found = unscraped(endpoint) ?? unappliedRules(listAt(endpoint, "metricRelabelings"));
    return found ? [{ endpoint: `endpoint ${port || index + 1}`, ...found }] : [];
  });
}
