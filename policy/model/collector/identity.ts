/** Whose a sample or a span is: what discovery and the connection say, and nothing that a sender says. */
import { EXPORTED_PREFIX, POD_ATTRIBUTES } from "../../../contract/series";
import { listAt, objectAt, textsAt } from "../../evidence/reading";
import { allOf, type Check, demand, listOf, oneOf, problemsOf, type Shape } from "../../evidence/shape";
import { DURATION } from "../common";

/** The attributes of a pod, by its uid or by the address of its connection. */
const attributesBy = (source: Shape): Shape => ({
  auth_type: "serviceAccount",
  extract: {
    metadata: allOf(
      listOf(oneOf(...POD_ATTRIBUTES, "service.name")),
      demand("has to name the pod, its namespace, its node and its workload", (names) =>
        POD_ATTRIBUTES.every((name) => (names as unknown[]).includes(name)),
      ),
    ),
  },
  filter: { node_from_env_var: "KUBE_NODE_NAME" },
  pod_association: [{ sources: [source] }],
  "pod_delete_grace_period?": DURATION,
});

const RESOURCE = "resource.attributes";
const ATTRIBUTE = '\\["[\\w.]+"\\]';

/** The keys that a statement gives the prefix of what others say; empty where it does something else. */
function renamedBy(statement: unknown, attributes: string): string[] {
  const start = `replace_all_patterns(${attributes}, "key", "^(`;
  const end = `)$$", "${EXPORTED_PREFIX}$$1")`;
  const isOne = typeof statement === "string" && statement.startsWith(start) && statement.endsWith(end);
  return isOne ? statement.slice(start.length, -end.length).split("|") : [];
}

const renames = (attributes: string, names: readonly string[]): Shape =>
  demand(`has to rename ${names.join(", ")} in ${attributes}`, (statement) => {
    const renamed = renamedBy(statement, attributes);
    return names.every((name) => renamed.includes(name.replace(/[._]/g, "[^a-z]+")));
  });

/** Statements of which the first ones are given, and all others have a form. */
const statements = (first: readonly Shape[], others: Shape): Shape => ({
  statements: ((value, path) => {
    if (!Array.isArray(value)) return [`${path} has to be a list.`];
    return [
      ...first.flatMap((shape, index) => problemsOf(value[index], shape, `${path}[${index}]`)),
      ...value.slice(first.length).flatMap((one) => problemsOf(one, others, path)),
    ];
  }) satisfies Check,
});

/** Drops the renamed word of a sender that only repeats what is known. */
const REPEATED = new RegExp(
  `delete_key\\(resource\\.attributes, "${EXPORTED_PREFIX}[\\w.]+"\\) where resource\\.attributes${ATTRIBUTE} == ("[^"]*"|resource\\.attributes${ATTRIBUTE})`,
);
const NOBODY_IS_TRUSTED = `delete_key(${RESOURCE}, "sender.trusted")`;

const claims = (names: readonly string[]) =>
  statements(
    [NOBODY_IS_TRUSTED, `delete_matching_keys(${RESOURCE}, "^k8s[.]pod[.](ip|uid)$$")`, renames(RESOURCE, names)],
    REPEATED,
  );

const OF_SPANS = [...POD_ATTRIBUTES, "k8s.cluster.name"];
const OF_SAMPLES = [...OF_SPANS, "deployment.environment", "collector", "job", "instance"];

/** Statements that make a sender's words fewer or shorter, wherever they are. */
const LIMITS = [
  /limit\((resource|scope|datapoint)\.attributes, \d{2,}, \[[^\]]*\]\)/,
  /delete_matching_keys\((resource|scope|datapoint)\.attributes, "\(\?s\)\^\.\{\d{3,}\}"\)/,
  /truncate_all\((resource|scope|datapoint)\.attributes, \d{3,}\)/,
  /set\((scope\.name|metric\.(name|description|unit)), Substring\(\1, 0, \d{3,}\)\) where Len\(\1\) > \d{3,}/,
].map(({ source }) => new RegExp(`^${source}$`));

/** Groups of statements, without those that only limit, have a shape. */
const beyondLimits =
  (shape: Shape): Check =>
  (value, path) => {
    const others = (Array.isArray(value) ? (value as unknown[]) : [])
      .map((group) => ({
        ...objectAt({ group }, "group"),
        statements: listAt(group, "statements").filter((one) => LIMITS.every((limit) => !limit.test(String(one)))),
      }))
      .filter((group) => Object.keys(group).length > 1 || group.statements.length > 0);
    return problemsOf(others, shape, path);
  };

/** Takes away or renames what senders say of themselves. */
const CLAIMS: Shape = {
  error_mode: "propagate",
  metric_statements: beyondLimits([claims(OF_SAMPLES), { statements: [renames("datapoint.attributes", OF_SAMPLES)] }]),
  trace_statements: beyondLimits([
    claims(OF_SPANS),
    { statements: ['delete_key(span.attributes, "k8s.namespace.name")'] },
  ]),
};

const TRUSTED = `${RESOURCE}["sender.trusted"]`;
const NAMESPACE = 'resource\\.attributes\\["k8s\\.namespace\\.name"\\] == "[a-z0-9-]+"';

/** Believes the pods of the namespaces that the settings name (`agent.trustedNamespaces`). */
const BELIEVED: readonly Shape[] = [
  new RegExp(
    `set\\(resource\\.attributes\\["sender\\.trusted"\\], true\\) where \\(${NAMESPACE}( or ${NAMESPACE})*\\) and resource\\.attributes\\["exported_k8s\\.namespace\\.name"\\] != nil`,
  ),
  demand(
    "has to be about trusted senders alone",
    (statement) => typeof statement === "string" && statement.endsWith(` where ${TRUSTED} == true`),
  ),
  NOBODY_IS_TRUSTED,
];

const trust: Shape = [{ statements: listOf(oneOf(REPEATED, ...BELIEVED)) }];
const TRUST: Shape = { error_mode: "propagate", metric_statements: trust, trace_statements: trust };

/** Processors by which an agent knows whose data is. */
export const IDENTITY = {
  "k8s_attributes?": attributesBy({ from: "resource_attribute", name: "k8s.pod.uid" }),
  "k8s_attributes/sender?": attributesBy({ from: "connection" }),
  "transform/sender_claims": CLAIMS,
  "transform/sender_trust?": TRUST,
} as const;

const SERVICE = 'resource\\.attributes\\["service_(name|namespace|instance_id)"\\]';

/** What contrib's exporter needs of scopes and of the names of attributes. It changes nobody's namespace or pod. */
export const SCOPES = {
  "transform/otlp_scope?": {
    error_mode: "propagate",
    metric_statements: [{ statements: ['set(scope.version, "")'] }],
  },
  "transform/scraped_scope?": {
    error_mode: "propagate",
    metric_statements: listOf({
      statements: listOf(
        oneOf(
          `replace_all_patterns(${RESOURCE}, "key", "[.]", "_")`,
          new RegExp(
            `set\\(resource\\.attributes\\["service\\.(name|namespace|instance\\.id)"\\], ${SERVICE}\\) where ${SERVICE} != nil`,
          ),
          `delete_matching_keys(${RESOURCE}, "^service_")`,
          /set\(scope\.(name|version), ""\) where scope\.name == "[\w./-]+"/,
        ),
      ),
    }),
  },
} as const;

/** Processors of a pipeline that begin with those of one of some lists. */
export const beginsWith = (...lists: readonly (readonly string[])[]): Shape =>
  demand(`has to begin with ${lists.map((list) => list.join(", ")).join(" or ")}`, (pipeline) => {
    const processors = textsAt(pipeline, "processors");
    return lists.some((list) => list.every((id, index) => processors[index] === id));
  });
