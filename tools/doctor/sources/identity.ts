/** Who the agents are to the API server, and what they may do. */
import { at, listAt, textAt, textsAt, type Manifest } from "../../../policy/evidence/reading";
import { RequestError } from "../../live/api";
import { inTurns } from "../../live/inTurns";
import { type Access, type Expected, NotAsked, type Source } from "../source";

const RBAC = "rbac.authorization.k8s.io";

export interface IdentityThere {
  readonly serviceAccount?: Manifest;
  readonly clusterRole?: Manifest;
  readonly binding?: Manifest;
}

/** The agents' service account, ClusterRole and ClusterRoleBinding, as far as they exist. */
export const IDENTITY: Source<IdentityThere> = {
  what: "The agents' service account and role",
  rights: ({ names: { agent } }) => [
    {
      group: "",
      resources: ["serviceaccounts"],
      verbs: ["get"],
      namespace: agent.namespace,
      names: [agent.serviceAccount],
    },
    { group: RBAC, resources: ["clusterroles"], verbs: ["get"], names: [agent.clusterRole] },
    { group: RBAC, resources: ["clusterrolebindings"], verbs: ["get"], names: [agent.clusterRoleBinding] },
  ],
  read: async ({ api, expected: { names } }) => {
    const { namespace, serviceAccount: account, clusterRole: role, clusterRoleBinding } = names.agent;
    const [serviceAccount, clusterRole, binding] = await Promise.all([
      api.get<Manifest>(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}`),
      api.get<Manifest>(`/apis/${RBAC}/v1/clusterroles/${role}`),
      api.get<Manifest>(`/apis/${RBAC}/v1/clusterrolebindings/${clusterRoleBinding}`),
    ]);
    return {
      ...(serviceAccount && { serviceAccount }),
      ...(clusterRole && { clusterRole }),
      ...(binding && { binding }),
    };
  },
};

export interface Action {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** What the agents need without a plan: the least of every stack. */
const LEAST: readonly Action[] = ["list", "watch"].map((verb) => ({ verb, group: "", resource: "pods" }));

/** Every action of a role's rules. */
export function actionsOf(role: unknown): Action[] {
  return listAt(role, "rules").flatMap((rule) =>
    textsAt(rule, "apiGroups").flatMap((group) =>
      textsAt(rule, "resources").flatMap((resource) =>
        textsAt(rule, "verbs").map((verb) => ({ verb, group, resource })),
      ),
    ),
  );
}

/** What the agents have to be allowed. */
export function neededActions({ plan, names }: Expected): readonly Action[] {
  const isRole = ({ kind, name }: { kind: string; name: string }) =>
    kind === "ClusterRole" && name === names.agent.clusterRole;
  return plan ? actionsOf(plan.wanted.objects.find(isRole)?.manifest) : LEAST;
}

async function isAllowed({ api, expected: { names } }: Access, { verb, group, resource }: Action): Promise<boolean> {
  const { namespace, serviceAccount } = names.agent;
  const [main, subresource] = resource.split("/");
  const review = await api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${namespace}:${serviceAccount}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
      resourceAttributes: { verb, group, resource: main, ...(subresource !== undefined && { subresource }) },
    },
  });
  return at(review, "status", "allowed") === true;
}

/** What the agents need and may not do, by the API server's own answer. */
export const REFUSED_ACTIONS: Source<Action[]> = {
  what: "What the agents may do",
  rights: () => [{ group: "authorization.k8s.io", resources: ["subjectaccessreviews"], verbs: ["create"] }],
  read: async (access) => {
    const needed = neededActions(access.expected);
    try {
      const allowed = await inTurns(needed, (action) => isAllowed(access, action));
      return needed.filter((_, index) => !allowed[index]);
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 403) throw error;
      throw new NotAsked("the account may not create SubjectAccessReviews, so roles are compared instead");
    }
  },
};

/** Whether a binding binds the role to the service account. */
export function isBound(binding: Manifest, { names }: Expected): boolean {
  const { namespace, serviceAccount, clusterRole } = names.agent;
  return (
    textAt(binding, "roleRef", "name") === clusterRole &&
    listAt(binding, "subjects").some(
      (subject) => textAt(subject, "name") === serviceAccount && textAt(subject, "namespace") === namespace,
    )
  );
}
