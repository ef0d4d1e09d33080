/** Whether a game day has been left behind. */
import type { Manifest } from "../../../../policy/evidence/reading";
import { gameDayOf, storePath } from "../../../gameday/record";
import { check } from "../../check";
import { NOW, type Source } from "../../source";

/** What a game day has taken away of the stack's Prometheus; undefined for none. */
const GAME_DAY: Source<ReturnType<typeof gameDayOf>> = {
  what: "The StatefulSet of Prometheus",
  rights: ({ names: { placements } }) => [
    {
      group: "apps",
      resources: ["statefulsets"],
      verbs: ["get"],
      namespace: placements.prometheus.namespace,
      names: [placements.prometheus.name],
    },
  ],
  read: async ({ api, expected: { names } }) =>
    gameDayOf(await api.get<Manifest>(storePath(names.placements.prometheus))),
};

export const gameDayOver = check({
  id: "game-day-over",
  healthy: "no game day has the store",
  severity: "problem",
  hint: "docs/gameday.md",
  needs: { gameDay: GAME_DAY, now: NOW },
  find: ({ gameDay, now }, expected) => {
    if (!gameDay) return [];
    const { namespace, name } = expected.names.placements.prometheus;
    const isLate = now / 1000 > gameDay.until;
    const time = new Date(gameDay.until * 1000).toISOString().slice(0, 16).replace("T", " ");
    return [
      {
        subject: `StatefulSet ${namespace}/${name}`,
        text: isLate
          ? `a game day has left it behind without pods; it was to end at ${time} UTC`
          : `a game day has taken it away until ${time} UTC`,
        fix: `npm run gameday -- --stack ${expected.plan?.planned.stack ?? "NAME"} --end brings it back`,
      },
    ];
  },
});
