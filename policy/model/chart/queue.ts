/** The volume of an agent's queue, and what hands it over. */
import { oneOf, type Shape } from "../../evidence/shape";
import { image, QUANTITY, RESOURCES, SECURE, writableMount } from "../common";

/** The queue's volume: of the pod, or a folder of the node. */
export const QUEUE = oneOf(
  { name: "queue", emptyDir: { sizeLimit: QUANTITY } },
  {
    name: "queue",
    hostPath: { path: /\/var\/lib\/gke-telemetry(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+/, type: "DirectoryOrCreate" },
  },
);

export const QUEUE_OWNER: Shape = {
  name: "queue-owner",
  image: image("busybox"),
  imagePullPolicy: "IfNotPresent",
  command: ["/bin/busybox", "sh", "-c", "chown 10001:10001 /var/lib/otelcol || true"],
  resources: RESOURCES,
  securityContext: {
    ...SECURE,
    capabilities: { add: ["CHOWN"], drop: ["ALL"] },
    runAsGroup: 0,
    runAsNonRoot: false,
    runAsUser: 0,
    seccompProfile: { type: "RuntimeDefault" },
  },
  volumeMounts: [writableMount("queue", "/var/lib/otelcol")],
};
