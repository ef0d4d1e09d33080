/** How old the passwords are. */
import { check } from "../../check";
import { NOW, PLAN } from "../../source";
import { CREDENTIALS_CHANGED } from "../../sources/store";

/** Days after which a password is a finding. None of them ends; what has leaked unseen is useless after a rotation. */
const MOST_DAYS = 365;

const MILLISECONDS_PER_DAY = 86_400_000;

export const passwordsAreNew = check({
  id: "passwords-are-new",
  healthy: `the agents' credentials of the store have changed in the last ${MOST_DAYS} days`,
  severity: "warning",
  hint: "docs/security.md#rotating-the-passwords",
  needs: { changed: CREDENTIALS_CHANGED, now: NOW, plan: PLAN },
  find: ({ changed, now, plan: { planned } }, { names: { agent } }) => {
    const days = changed === undefined ? 0 : Math.floor((now - changed) / MILLISECONDS_PER_DAY);
    if (days <= MOST_DAYS) return [];
    const up = `npm run up -- --stack ${planned.stack}`;
    return [
      {
        subject: `Secret ${agent.namespace}/${agent.credentialsSecret}`,
        text: `its passwords have not changed for ${days} days`,
        fix:
          planned.settings.metrics.kind === "prometheus"
            ? `npm run rotate -- --stack ${planned.stack} passwords; ${up}`
            : `Change them at the store, set gke-telemetry:remoteWritePassword, and: ${up}`,
      },
    ];
  },
});
