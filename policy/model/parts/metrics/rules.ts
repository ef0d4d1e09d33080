/** The rule files of Prometheus. */
import { textAt } from "../../../evidence/reading";
import { allOf, anything, demand, listOf, positive, textOf, type Shape } from "../../../evidence/shape";
import { DURATION } from "../../common";

const RULE = demand("has to be a recording or an alert with an expression", (rule) => {
  const { record, alert, expr } = rule as Record<string, unknown>;
  return typeof expr === "string" && (typeof record === "string" || typeof alert === "string");
});

/** A dashboard of the stack, in which labels of the alert are chosen. */
const DASHBOARD =
  /(https:\/\/[\w.-]+)?\/d\/gke-telemetry-[a-z-]+\?orgId=1(\{\{ with \$labels\.\w+ \}\}&var-\w+=\{\{ \. \}\}\{\{ end \}\})*/;

const RULE_KEYS: Shape = {
  "record?": /.+/,
  "alert?": /.+/,
  expr: /[^]+/,
  "for?": /\d+[sm]|([1-9]|1\d|2[0-4])h/,
  "keep_firing_for?": DURATION,
  "labels?": { "severity?": /critical|warning|info|none/, "signal?": /\w+/ },
  "annotations?": {
    summary: /[^]+/,
    description: /[^]+/,
    runbook_url: /https?:\/\/[^@\s]+/,
    "dashboard_url?": DASHBOARD,
  },
};

/** Nobody is told of an alert without a severity but the watchdog, who fires always. */
const HEARD = demand(
  "has to have a severity",
  (rule) => textAt(rule, "alert") === "Watchdog" || textAt(rule, "labels", "severity") !== "none",
);

/** A recording has colons in its name, as no sample of a pod has, and so takes no sample's place. */
const RECORDED = demand("has to record under a name with colons", (rule) => {
  const name = textAt(rule, "record");
  return name === "" || name.includes(":");
});

/** Later than five minutes an alert comes too late. */
const INTERVAL = /([1-9]|[1-9]\d|[12]\d\d|300)s|[1-5]m/;

/** Rules of the stack. */
export const RULES = textOf({
  groups: listOf({ name: /.+/, "interval?": INTERVAL, rules: listOf(allOf(RULE_KEYS, RULE, HEARD, RECORDED), 1) }, 1),
});

const OWN_DURATION = /(\d+(ms|[smhdwy]))+|0/;

/** Rules of somebody's own: any labels and annotations. */
export const OWN_RULES = textOf({
  groups: listOf(
    {
      name: /.+/,
      "interval?": OWN_DURATION,
      "query_offset?": OWN_DURATION,
      "limit?": positive,
      "labels?": anything,
      rules: listOf(
        allOf(
          {
            ...RULE_KEYS,
            "for?": OWN_DURATION,
            "keep_firing_for?": OWN_DURATION,
            "labels?": anything,
            "annotations?": anything,
            expr: anything,
          },
          demand("has to be a recording or an alert", (rule) => {
            const { record, alert } = rule as Record<string, unknown>;
            return (typeof record === "string") !== (typeof alert === "string");
          }),
        ),
        1,
      ),
    },
    1,
  ),
});
