/** The overview of the agents' dashboard. */
import { ACCEPTED } from "../../agentCounters";
import { agentRate, agents, lostRate, OTHER_JOBS, queueUse } from "../../expressions";
import { LABELS, PROMETHEUS, SCRAPE } from "../../metrics";
import { aggregate, is, series } from "../../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT } from "../../thresholds";
import type { RowSpec } from "../model";
import { stat } from "../panels";
import { ALL_NODES, CHOSEN_NODES } from "../variables";

const targetUp = series(SCRAPE.up, OTHER_JOBS, ...CHOSEN_NODES);
const anyUp = aggregate("max", [], series(SCRAPE.up, ...CHOSEN_NODES));
const firing = series(PROMETHEUS.alerts, is(LABELS.alertState, "firing"));

/** The row that says whether anything is wrong. */
export const overview: RowSpec = {
  title: "Overview",
  panels: [
    stat(
      {
        title: "Agents",
        unit: "short",
        width: 3,
        description: "Agents that report their own metrics: one on every node.",
      },
      aggregate("count", [], agents(ALL_NODES)),
    ),
    stat(
      {
        title: "Agents down",
        unit: "short",
        width: 3,
        badFrom: 1,
        description: "Agents that cannot scrape their own metrics endpoint.",
      },
      `count(${agents(ALL_NODES)} == 0) or 0 * ${anyUp}`,
    ),
    stat(
      { title: "Targets", unit: "short", width: 3, description: "Scrape targets, without the agents themselves." },
      aggregate("count", [], targetUp),
    ),
    stat(
      { title: "Targets down", unit: "short", width: 3, badFrom: 1, description: "Targets whose last scrape failed." },
      `count(${targetUp} == 0) or 0 * ${anyUp}`,
    ),
    stat(
      { title: "Accepted", unit: "cps", width: 3, description: "Data points per second that receivers accepted." },
      agentRate(ACCEPTED, ALL_NODES),
    ),
    stat(
      {
        title: "Lost",
        unit: "cps",
        width: 3,
        badFrom: ANY_LOSS,
        description: "Samples and data points per second that were refused or dropped.",
      },
      lostRate(ALL_NODES),
    ),
    stat(
      {
        title: "Fullest queue",
        unit: "percentunit",
        width: 3,
        badFrom: QUEUE_USE_LIMIT,
        description: "When it is full, samples are dropped.",
      },
      queueUse(ALL_NODES),
    ),
    stat(
      {
        title: "Alerts firing",
        unit: "short",
        width: 3,
        badFrom: 1,
        description: "Firing alerts of every severity, in all clusters.",
      },
      `count(${firing}) or 0 * ${anyUp}`,
    ),
  ],
};
