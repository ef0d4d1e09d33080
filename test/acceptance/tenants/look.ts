/** A look at the tenants' stack, as the commands have one. */
import { stackNames } from "../../../contract/names";
import { openCluster } from "../../../tools/live/api";
import { openStore, type Store } from "../../../tools/live/store";
import type { Look } from "../../../tools/why/look/look";
import { kubeconfigOf } from "../claimants/claimants";
import { environment } from "../environment";
import type { Tenants } from "./tenants";

/** Pods are asked at their own addresses: no kubelet is there that forwards ports. */
export async function lookAt({ settings }: Tenants): Promise<Look & { readonly kubeconfig: string }> {
  const kubeconfig = kubeconfigOf(environment().server.api.access);
  let opened: Promise<Store> | undefined;
  return {
    kubeconfig,
    settings,
    names: stackNames(settings.namespaces),
    planned: {},
    api: await openCluster({ kubeconfig, timeoutSeconds: 15 }),
    store: () => (opened ??= openStore(settings, { kubeconfig })),
    askPod: async (_, url) => {
      const response = await fetch(url, { redirect: "manual" }).catch((error: unknown) => {
        throw (error as Error).cause ?? error;
      });
      return { status: response.status, body: await response.text() };
    },
    now: () => Date.now() / 1000,
  };
}
