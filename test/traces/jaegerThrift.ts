/**
 * Spans as applications with an old Jaeger client send them over HTTP: a Batch in Thrift's binary protocol.
 *
 * https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
 */
import { post } from "./sender";

const TYPE = { i32: 8, i64: 10, string: 11, struct: 12, list: 15 } as const;

/** A field of a struct: its type, its number, its content. */
function field(type: number, id: number, content: Buffer): Buffer {
  const header = Buffer.alloc(3);
  header.writeInt8(type, 0);
  header.writeInt16BE(id, 1);
  return Buffer.concat([header, content]);
}

const END = Buffer.from([0]);

function struct(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([...fields, END]);
}

function i32(value: number): Buffer {
  const content = Buffer.alloc(4);
  content.writeInt32BE(value);
  return content;
}

function i64(value: bigint): Buffer {
  const content = Buffer.alloc(8);
  content.writeBigInt64BE(BigInt.asIntN(64, value));
  return content;
}

function text(value: string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([i32(content.length), content]);
}

function list(structs: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([TYPE.struct]), i32(structs.length), ...structs]);
}

/** A trace's one span that was sampled, now. */
function span(traceId: string, name: string): Buffer {
  const microseconds = BigInt(Date.now()) * 1000n;
  return struct(
    field(TYPE.i64, 1, i64(BigInt(`0x${traceId.slice(16)}`))),
    field(TYPE.i64, 2, i64(BigInt(`0x${traceId.slice(0, 16)}`))),
    field(TYPE.i64, 3, i64(0xaan)),
    field(TYPE.i64, 4, i64(0n)),
    field(TYPE.string, 5, text(name)),
    field(TYPE.i32, 7, i32(1)),
    field(TYPE.i64, 8, i64(microseconds)),
    field(TYPE.i64, 9, i64(1000n)),
  );
}

/**
 * Sends one span of a service to the agent at `address`.
 *
 * @param from address of the pod that sends
 */
export async function sendJaegerSpan(address: string, service: string, traceId: string, from: string): Promise<void> {
  const process = struct(field(TYPE.string, 1, text(service)));
  const body = struct(field(TYPE.struct, 1, process), field(TYPE.list, 2, list([span(traceId, "old")])));
  const url = `http://${address}:14268/api/traces?format=jaeger.thrift`;
  const { status, text: answer } = await post(url, { type: "application/x-thrift", body, from });
  if (status >= 300) throw new Error(`the agent answered ${status}: ${answer}`);
}
