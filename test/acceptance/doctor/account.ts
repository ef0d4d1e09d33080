/** A service account with the roles that doctor prints. */
import type { rolesFor } from "../../../tools/doctor/rbac";
import { kubeconfigOf } from "../claimants/claimants";
import type { KubernetesApi, KubernetesObject } from "../cluster/kubernetes";
import { object } from "./lab";

type Roles = ReturnType<typeof rolesFor>;
type Role = Roles[number];

const ACCOUNT = { namespace: "default", name: "doctor" };
const RBAC = "rbac.authorization.k8s.io";
const SUBJECTS = [{ kind: "ServiceAccount", ...ACCOUNT }];

function bindingOf({ kind, metadata }: Role): KubernetesObject {
  const roleRef = { apiGroup: RBAC, kind, name: metadata.name };
  return object(`${RBAC}/v1`, `${kind}Binding`, metadata, { roleRef, subjects: SUBJECTS });
}

export class Account {
  private constructor(
    private readonly api: KubernetesApi,
    readonly kubeconfig: string,
  ) {}

  static async create(api: KubernetesApi, roles: Roles): Promise<Account> {
    await api.apply(object("v1", "ServiceAccount", ACCOUNT));
    const path = `/api/v1/namespaces/${ACCOUNT.namespace}/serviceaccounts/${ACCOUNT.name}/token`;
    const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: { expirationSeconds: 3600 } };
    const { token } = (await api.request<{ status: { token: string } }>("POST", path, request)).body.status;
    const account = new Account(api, kubeconfigOf(api.as(token).access));
    for (const role of roles) await api.apply(bindingOf(role));
    await account.grant(roles);
    return account;
  }

  /** Gives it these roles, and no others. */
  async grant(roles: Roles): Promise<void> {
    for (const role of roles) await this.api.apply(role);
  }
}

/** The roles without one right each: every verb of every resource in turn. */
export function withoutOne(roles: Roles): { readonly without: string; readonly roles: Roles }[] {
  return roles.flatMap((role, roleIndex) =>
    role.rules.flatMap((rule, ruleIndex) =>
      rule.resources.map((resource) => {
        const others = rule.resources.filter((one) => one !== resource);
        const rules = role.rules.flatMap((one, index) =>
          index !== ruleIndex ? [one] : others.length > 0 ? [{ ...one, resources: others }] : [],
        );
        const fewer = roles.map((one, index) => (index === roleIndex ? { ...one, rules } : one));
        return { without: `${rule.verbs.join(", ")} ${resource}`, roles: fewer };
      }),
    ),
  );
}
