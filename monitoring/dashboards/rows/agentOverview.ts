/** The overview of the agents' dashboard. */
import { ACCEPTED } from "../../agentCounters";
import { agentRate, agents, firingAlerts, lostRate, queueUse, targets } from "../../expressions";
import { aggregate } from "../../promql";
import { ANY_LOSS, QUEUE_USE_LIMIT } from "../../thresholds";
import type { RowSpec } from "../grafana/model";
import { stat } from "../grafana/panels";
import { ALL_NODES, CHOSEN_NODES } from "../grafana/variables";
import { countOr0 } from "./counts";

const targetUp = targets(ALL_NODES);

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
      countOr0(`${agents(ALL_NODES)} == 0`, CHOSEN_NODES),
    ),
    stat(
      { title: "Targets", unit: "short", width: 3, description: "Scrape targets, without the agents themselves." },
      aggregate("count", [], targetUp),
    ),
    stat(
      { title: "Targets down", unit: "short", width: 3, badFrom: 1, description: "Targets whose last scrape failed." },
      countOr0(`${targetUp} == 0`, CHOSEN_NODES),
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
      countOr0(firingAlerts(), CHOSEN_NODES),
    ),
  ],
};
