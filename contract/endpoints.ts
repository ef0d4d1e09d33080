/** Addresses in the cluster that more than one part of the program has to know. */
import { NAMES, NAMESPACES, PORTS, serviceHost } from "./names";

/** Base URL of the stack's own Prometheus, from every namespace of the cluster. */
export const PROMETHEUS_URL = `https://${serviceHost(NAMES.prometheus, NAMESPACES.monitoring)}:${PORTS.prometheus}`;

/** URL of its remote-write receiver. */
export const PROMETHEUS_WRITE_URL = `${PROMETHEUS_URL}/api/v1/write`;
