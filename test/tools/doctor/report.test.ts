import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import type { Result } from "../../../tools/doctor/examine";
import { reportLines } from "../../../tools/doctor/output";
import { exitCode, type Report, verdict } from "../../../tools/doctor/report";

const about = { severity: "problem", hint: "docs/runbooks/AgentNotReady.md" } as const;
const healthy: Result = { ...about, id: "one", healthy: "every agent is ready", state: "healthy" };
const warning: Result = {
  ...about,
  ...{ id: "two", healthy: "no agent has restarted", severity: "warning", state: "findings" },
  findings: [{ subject: "node-1", text: "it has\u001b[31m restarted", fix: "kubectl logs" }],
};
const problem: Result = {
  ...about,
  ...{ id: "three", healthy: "no node has two agents", state: "findings" },
  findings: [
    { subject: "node-1", text: "two agents run there", fix: "Delete one" },
    { subject: "node-2", text: "three agents run there", fix: "Delete two" },
  ],
};
const unseen: Result = { ...about, id: "four", healthy: "pods run", state: "unseen", why: "Pods: forbidden" };
const notAsked: Result = {
  ...about,
  id: "five",
  healthy: "all is planned",
  state: "not asked",
  why: "it needs --stack",
};

const of = (...results: Result[]): Report => ({
  cluster: "shop",
  stack: "prod",
  version: "v1.34.2",
  categories: [{ name: "agents", title: "Agents", results }],
});

/** Lines in a pipe. */
const lines = (report: Report, format: "text" | "short" | "json" = "text") =>
  reportLines(report, format, new PassThrough() as unknown as NodeJS.WriteStream);

describe("a report of doctor", () => {
  it("ends with 0 where all is well, 1 where something is found, and 2 where it could not look", () => {
    assert.equal(exitCode(of(healthy, notAsked)), 0);
    assert.equal(exitCode(of(healthy, warning, unseen)), 1);
    assert.equal(exitCode(of(healthy, unseen)), 2);
    assert.equal(exitCode({ cluster: "shop", unreachable: "No answer.", categories: [] }), 2);
  });

  it("counts every finding in its verdict, and only checks that were asked for", () => {
    assert.equal(verdict(of(healthy, notAsked)), "healthy, 1 check");
    assert.equal(verdict({ cluster: "shop", unreachable: "No answer.", categories: [] }), "not seen");
    assert.equal(
      verdict(of(healthy, warning, problem, unseen, notAsked)),
      "2 problems, 1 warning, 1 not seen, 1 of 4 checks healthy",
    );
  });

  it("begins with the verdict, and has two lines for a finding and an address for a check", () => {
    assert.deepEqual(lines(of(healthy, problem, warning, unseen, notAsked)), [
      "Doctor of cluster shop (stack prod, Kubernetes 1.34.2): 2 problems, 1 warning, 1 not seen, 1 of 4 checks healthy",
      "",
      "Agents",
      "------",
      "√ every agent is ready",
      "× no node has two agents",
      "    node-1: two agents run there",
      "    Delete one",
      "    node-2: three agents run there",
      "    Delete two",
      "    see docs/runbooks/AgentNotReady.md",
      "‼ no agent has restarted",
      "    node-1: it has [31m restarted",
      "    kubectl logs",
      "    see docs/runbooks/AgentNotReady.md",
      "? pods run",
      "    not seen: Pods: forbidden",
      "",
      "1 more not asked: it needs --stack",
    ]);
  });

  it("tells once what several findings tell to type", () => {
    const findings = ["node-1", "node-2"].map((subject) => ({ subject, text: `${subject} is old`, fix: "npm run up" }));
    const result = { ...about, id: "six", healthy: "all is new", state: "findings", findings } as const;
    assert.equal(lines(of(result)).filter((line) => line === "    npm run up").length, 1);
  });

  it("leaves out what is well on request", () => {
    assert.deepEqual(lines(of(healthy), "short"), [
      "Doctor of cluster shop (stack prod, Kubernetes 1.34.2): healthy, 1 check",
    ]);
    assert.ok(!lines(of(healthy, problem), "short").some((line) => line.startsWith("√")));
  });

  it("is data for programs", () => {
    const parsed = JSON.parse(lines(of(problem), "json").join("")) as Report & { readonly verdict: string };
    assert.equal(parsed.verdict, "2 problems, 0 of 1 check healthy");
    assert.deepEqual(parsed.categories[0]?.results[0], problem);
  });
});
