/** Pods whose annotations are right, and whose answers are not. */
import { ANNOTATED, METRICS, page, RULED, SAMPLE_LIMIT, serve, type State } from "./state";

const MANY = Array.from({ length: SAMPLE_LIMIT + 1 }, (_, index) => `orders{of="${index}"} 1\n`).join("");

export const ANSWERS: readonly State[] = [
  {
    name: "a port at which nothing listens",
    pod: { annotations: ANNOTATED },
    station: "last scrape",
    verdict: /nothing in it listens at port 8080$/,
  },
  {
    name: "a page that is elsewhere",
    pod: { annotations: { ...ANNOTATED, "prometheus.io/path": "/prom" } },
    make: (_, pod) => serve(pod, page("no such page", 404)),
    station: "last scrape",
    verdict: /it answers 404 at port 8080 \/prom$/,
    fix: /prometheus\.io\/path=\/metrics/,
  },
  {
    name: "a page for people",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, page("<!doctype html><title>Shop</title>")),
    station: "last scrape",
    verdict: /it answers with a page for people at port 8080 \/metrics, not with metrics$/,
  },
  {
    name: "a page that asks for credentials",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, page("who are you?", 401)),
    station: "last scrape",
    verdict: /it answers 401 at port 8080 \/metrics: it asks for credentials$/,
  },
  {
    name: "a port that speaks TLS",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, page(METRICS), { tls: true }),
    station: "last scrape",
    verdict: /port 8080 .*TLS/,
    fix: /prometheus\.io\/scheme=https/,
  },
  {
    name: "a page that takes too long",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, () => undefined),
    station: "last scrape",
    verdict: /it does not answer within 1 s$/,
    fix: /prometheus\.io\/timeout/,
  },
  {
    name: "more samples than the limit",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, page(MANY)),
    station: "limits",
    verdict: new RegExp(
      `is over a limit: it exposes ${SAMPLE_LIMIT + 1} samples, more than the limit of ${SAMPLE_LIMIT}`,
    ),
    fix: /profile: high/,
  },
  {
    name: "a rule of the settings that drops every metric",
    pod: { annotations: ANNOTATED, namespace: RULED },
    make: (_, pod) => serve(pod, page(METRICS)),
    station: "store",
    verdict: /is scraped, and its samples are not in the store: the store has up, and none of its samples$/,
  },
];
