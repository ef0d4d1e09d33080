/** Which of our alerts a store would raise now, without the time for which each has to hold. */
import { ruleFiles } from "../../../monitoring/ruleFiles";
import { RULE_OPTIONS } from "../../monitoring/everyRule";
import { PrometheusApi } from "../../programs/prometheusApi";

const ALERTS = Object.values(
  ruleFiles({ ...RULE_OPTIONS, traces: false, logs: false, objects: undefined, delivered: false }),
)
  .flatMap(({ groups }) => groups)
  .flatMap(({ rules }) => rules)
  .flatMap((rule) => ("alert" in rule ? [rule] : []));

/** Names of the alerts whose expression has a result. */
export async function raisedAlerts(url: string): Promise<string[]> {
  const api = new PrometheusApi(url);
  const raised: string[] = [];
  for (const { alert, expr } of ALERTS) if ((await api.query(expr)).length > 0) raised.push(alert);
  return raised;
}
