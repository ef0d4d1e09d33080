/** The receivers that several collectors have. */
import { RECEIVERS } from "../../contract/collectorComponents";
import { PORTS } from "../../contract/names";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { podAddress } from "./model";
import type { Component } from "./pipelines";

/** Largest OTLP request that is read, in MiB, unpacked. Exporters send far less; this bounds what one sender can cost. */
const OTLP_REQUEST_LIMIT_MIB = 8;

/**
 * Receives OTLP over gRPC and HTTP.
 *
 * @param maxConnectionAge time after which a client has to connect anew, as Go writes durations
 */
export function otlpReceiver(maxConnectionAge: string): Component {
  const settings = {
    protocols: {
      grpc: {
        endpoint: podAddress(PORTS.otlpGrpc),
        max_recv_msg_size_mib: OTLP_REQUEST_LIMIT_MIB,
        // A client that was sent to another node's agent holds that connection for ever unless it is closed now and then.
        keepalive: { server_parameters: { max_connection_age: maxConnectionAge, max_connection_age_grace: "30s" } },
      },
      http: { endpoint: podAddress(PORTS.otlpHttp), max_request_body_size: OTLP_REQUEST_LIMIT_MIB * BYTES_PER_MIB },
    },
  };
  return { id: RECEIVERS.otlp, settings };
}
