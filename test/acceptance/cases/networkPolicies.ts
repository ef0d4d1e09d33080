/** What Cilium, of which GKE's Dataplane V2 is made, reads in the planned network policies: by its own parser, two versions. */
import assert from "node:assert/strict";
import { planOfFile, stackFiles } from "../../harness/configuredPlan";
import { isAllowed, type NetworkPolicy } from "../../../tools/live/network/policy";
import { FORBIDDEN, NEEDED } from "../../workloads/network/cases";
import { connection, full } from "../../workloads/network/endpoints";
import { ciliumAllows, ciliumRules } from "../cluster/ciliumRules";
import { environment } from "../environment";

const VERSIONS = { "cilium-1.15": "cilium before 1.16", "cilium-1.18": "cilium" } as const;

/** The policies with a range of ports, which the two versions read differently. */
function withEndPort(policies: NetworkPolicy[]): NetworkPolicy[] {
  const text = JSON.stringify(policies).replaceAll(
    '"ports":[{"protocol":"TCP"}]',
    '"ports":[{"protocol":"TCP","port":1,"endPort":65535}]',
  );
  return JSON.parse(text) as NetworkPolicy[];
}

for (const [name, reading] of Object.entries(VERSIONS))
  describe(`network policies as ${name} reads them`, () => {
    const program = () => {
      const path = environment().programs[name as keyof typeof VERSIONS];
      assert.ok(path);
      return path;
    };

    it("are accepted in every stack file", async () => {
      for (const file of stackFiles()) {
        const { resources } = await planOfFile(file);
        const planned = resources.map(({ inputs }) => inputs).filter(({ kind }) => kind === "NetworkPolicy");
        assert.ok(ciliumRules(program(), planned as unknown as NetworkPolicy[]).length > 0, file);
      }
    });

    it("let through every connection that is needed, and no other", () => {
      const rules = ciliumRules(program(), full());
      for (const one of NEEDED) assert.equal(ciliumAllows(rules, connection(one)), true, one.join(" "));
      for (const one of FORBIDDEN) assert.equal(ciliumAllows(rules, connection(one)), false, one.join(" "));
    });

    it("let agents and node exporters in the node's network be reached", () => {
      const rules = ciliumRules(program(), full({ agent: { hostNetwork: true } }));
      for (const one of [
        ["node", "prometheus", 9090],
        ["node", "gateway", 4317],
        ["node", "jaeger", 8888],
        ["hotrod", "node", 4318],
      ] as const)
        assert.equal(ciliumAllows(rules, connection(one)), true, one.join(" "));
      const exporters = ciliumRules(program(), full({ nodeExporter: { hostNetwork: true } }));
      assert.equal(ciliumAllows(exporters, connection(["agent", "node", 9100])), true);
    });

    it("mean what the tests without Cilium take for its reading, with ranges of ports too", () => {
      for (const policies of [full(), withEndPort(full())]) {
        const rules = ciliumRules(program(), policies);
        for (const one of [...NEEDED, ...FORBIDDEN, ["agent", "node", 9100] as const])
          assert.equal(
            ciliumAllows(rules, connection(one)),
            isAllowed(policies, connection(one), reading),
            one.join(" "),
          );
      }
    });
  });
