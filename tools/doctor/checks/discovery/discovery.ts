/** Checks of what the agents find and scrape. */
import type { Category } from "../../check";
import { annotatedPodsOnAgents, annotatedPodsRun, annotatedPorts, annotationValues } from "./annotations";
import { agentsAdmitted } from "./networkPolicies";
import { monitorsApplied, monitorsRead, scrapedOnce } from "./others";
import { ownNodeAlone } from "./ownNode";

export const DISCOVERY: Category = {
  name: "discovery",
  title: "Discovery",
  checks: [
    ownNodeAlone,
    annotationValues,
    annotatedPorts,
    annotatedPodsRun,
    annotatedPodsOnAgents,
    agentsAdmitted,
    scrapedOnce,
    monitorsRead,
    monitorsApplied,
  ],
};
