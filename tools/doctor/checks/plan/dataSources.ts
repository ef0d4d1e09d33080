/** Whether Grafana's data sources can answer. */
import { namesText } from "../../../text";
import { check } from "../../check";
import { type AskedService, DATA_SOURCES } from "../../sources/grafana";
import { applyText } from "../commands";

/** Why a Service does not answer, and what to type; undefined where it does. */
function silence({ namespace, name, port, there }: AskedService, update: string) {
  if (!there) return { text: `it asks Service ${namespace}/${name}, which does not exist`, fix: update };
  if (!there.ports.includes(port))
    return {
      text: `it asks port ${port} of Service ${namespace}/${name}, which has ${namesText(there.ports.map(String))}`,
      fix: update,
    };
  if (there.readyEndpoints > 0) return undefined;
  return {
    text: `it asks Service ${namespace}/${name}, behind which no pod is ready`,
    fix: `kubectl --namespace ${namespace} get pods; kubectl --namespace ${namespace} describe service ${name}`,
  };
}

export const dataSourcesAnswer = check({
  id: "data-sources-answer",
  healthy: "Grafana's data sources ask Services that have pods, with Secrets that exist",
  severity: "problem",
  hint: "docs/dashboards.md",
  needs: { sources: DATA_SOURCES },
  find: ({ sources }, expected) => {
    const update = applyText(expected);
    const { namespace } = expected.names.placements.grafana;
    return sources.flatMap(({ name, service, unknownVariables, missingSecrets }) => {
      const subject = `Data source ${name}`;
      const silent = service && silence(service, update);
      return [
        ...(silent ? [{ subject, ...silent }] : []),
        ...missingSecrets.map((secret) => ({
          subject,
          text: `Secret ${namespace}/${secret} with its credentials does not exist: the next pod of Grafana cannot start`,
          fix: update,
        })),
        ...unknownVariables.map((variable) => ({
          subject,
          text: `it takes the variable ${variable}, which Grafana's container does not have: what is in its place is empty`,
          fix: update,
        })),
      ];
    });
  },
});
