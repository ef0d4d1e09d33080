/** How Prometheus sends alerts to Alertmanager, and what it adds to them. */
import type { AlertTargets } from "../../facts/alertmanager";

/** Folder of the Secret with what Prometheus shows Alertmanager. */
export const ALERTMANAGER_DIRECTORY = "/etc/prometheus/alertmanager";

/** Keys of that Secret, which are the names of its files. Prometheus reads them again at each request. */
export const ALERTMANAGER_FILES = { username: "username", password: "password", authority: "ca.crt" } as const;

/** A team, and the namespaces whose alerts are its own. */
export interface AlertedTeam {
  readonly name: string;
  readonly namespaces: readonly string[];
}

export interface Alerting {
  readonly targets: AlertTargets;
  /** Labels of every alert that has none of these names, such as the cluster's name. */
  readonly labels: Readonly<Record<string, string>>;
  /** Teams that alerts are given as the label `team`. */
  readonly teams: readonly AlertedTeam[];
}

/** Label of an alert with the team about whose namespace it is. */
export const TEAM_LABEL = "team";

/** Label of an alert with the namespace that it is about. */
export const NAMESPACE_LABEL = "k8s_namespace_name";

const file = (name: keyof typeof ALERTMANAGER_FILES) => `${ALERTMANAGER_DIRECTORY}/${ALERTMANAGER_FILES[name]}`;

/** The section `alerting` of `prometheus.yml`. */
export function alerting({ targets, teams }: Alerting) {
  const { scheme, hosts, pathPrefix, authentication, authority } = targets;
  return {
    // The namespace is what agents say of a target, so nobody can choose another team.
    alert_relabel_configs: teams
      .filter(({ namespaces }) => namespaces.length > 0)
      .map(({ name, namespaces }) => ({
        source_labels: [NAMESPACE_LABEL],
        regex: namespaces.join("|"),
        target_label: TEAM_LABEL,
        replacement: name,
      })),
    alertmanagers: [
      {
        api_version: "v2",
        scheme,
        ...(pathPrefix !== "" && { path_prefix: pathPrefix }),
        ...(authentication === "basic" && {
          basic_auth: { username_file: file("username"), password_file: file("password") },
        }),
        ...(authority.kind === "stack" && {
          tls_config: { ca_file: file("authority"), server_name: authority.serverName, min_version: "TLS13" },
        }),
        static_configs: [{ targets: hosts }],
      },
    ],
  };
}
