import assert from "node:assert/strict";
import { type Asked, type Before, refusals } from "../../../tools/gameday/guards";
import { MARK } from "../../../tools/gameday/record";
import type { Settings } from "../../../settings/schema/settings";
import { NAMESPACES } from "../../../contract/names";

const SETTINGS = { environment: "dev", outageMinutes: 10, namespaces: NAMESPACES } as unknown as Settings;
const ASKED: Asked = { stack: "dev", minutes: 5, beyond: false, yesProd: undefined };
const BEFORE: Before = {
  labels: { [MARK.key]: MARK.value },
  store: { exists: true, resourceVersion: "1", replicas: 1, ready: 1 },
  unready: [],
  agents: 2,
};

const why = (asked: Partial<Asked>, before: Partial<Before> = {}, settings: Partial<Settings> = {}) =>
  refusals({ ...ASKED, ...asked }, { ...SETTINGS, ...settings }, { ...BEFORE, ...before }).join("\n");

describe("a game day", () => {
  it("is allowed on a marked cluster that is well, within what is promised", () => {
    assert.equal(why({}), "");
  });

  it("is refused without the mark, with what to type", () => {
    assert.match(why({}, { labels: {} }), /kubectl label namespace monitoring gke-telemetry\/game-days=allowed/);
  });

  it("is refused for production, and for a name that says nothing, without the name a second time", () => {
    for (const stack of ["prod", "main", "eu-west"]) {
      assert.match(why({ stack }), /--yes-prod/);
      assert.match(why({ stack, yesProd: "dev" }), /--yes-prod/);
      assert.equal(why({ stack, yesProd: stack }), "");
    }
    assert.match(why({}, {}, { environment: "production" }), /--yes-prod/);
  });

  it("is refused for more minutes than are promised with those of the store's start", () => {
    assert.match(why({ minutes: 9 }), /--minutes 8 or less/);
    assert.equal(why({ minutes: 9, beyond: true }), "");
  });

  it("is refused where another one has been left behind, or something is broken already", () => {
    const store = { ...BEFORE.store, replicas: 0, ready: 0 };
    assert.match(why({}, { store: { ...store, gameDay: { replicas: 1, until: 1 } } }), /--end/);
    assert.match(why({}, { store }), /not ready/);
    assert.match(why({}, { unready: ["node-1"] }), /1 agent not ready, on node-1/);
  });
});
