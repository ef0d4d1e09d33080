/** The receivers that several collectors have. */
import { RECEIVERS } from "../../contract/collector/components";
import { PORTS } from "../../contract/ports";
import { BYTES_PER_MIB } from "../../settings/sizing/units";
import { type JsonObject, podAddress } from "./model";
import type { Component } from "./pipelines";

/**
 * Largest uncompressed OTLP request of an application, in MiB. Exporters send much smaller ones; it limits the memory
 * that one sender can use.
 */
const OTLP_REQUEST_LIMIT_MIB = 8;

/** What a receiver has besides its ports. */
interface OtlpOptions {
  /** Largest uncompressed request, in MiB. Default: that of an application. */
  readonly requestLimitMiB?: number;
  /** Settings of TLS. Default: plain text. */
  readonly tls?: JsonObject;
}

/**
 * Receives OTLP over gRPC and HTTP.
 *
 * @param maxConnectionAge time after which a client has to reconnect, as a Go duration
 */
export function otlpReceiver(
  maxConnectionAge: string,
  { requestLimitMiB = OTLP_REQUEST_LIMIT_MIB, tls }: OtlpOptions = {},
): Component {
  const encrypted = tls && { tls };
  const settings = {
    protocols: {
      grpc: {
        endpoint: podAddress(PORTS.otlpGrpc),
        max_recv_msg_size_mib: requestLimitMiB,
        // A client that was connected to another node's agent would keep that connection unless it is closed regularly.
        keepalive: { server_parameters: { max_connection_age: maxConnectionAge, max_connection_age_grace: "30s" } },
        ...encrypted,
      },
      http: {
        endpoint: podAddress(PORTS.otlpHttp),
        max_request_body_size: requestLimitMiB * BYTES_PER_MIB,
        ...encrypted,
      },
    },
  };
  return { id: RECEIVERS.otlp, settings };
}
