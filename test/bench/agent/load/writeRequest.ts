/** Counts what a request of remote write has, without reading it any further. */

export interface Written {
  readonly samples: number;
  readonly histograms: number;
  readonly exemplars: number;
}

/** Numbers of the fields in `prometheus.WriteRequest` and `io.prometheus.write.v2.Request`. */
const FIELDS = {
  "1.0": { series: 1, samples: 2, histograms: 4, exemplars: 3 },
  "2.0": { series: 5, samples: 2, histograms: 3, exemplars: 4 },
} as const;

/** Calls `visit` for each field of a message that is a message, text or bytes; the others of remote write are varints. */
function visitFields(body: Buffer, from: number, to: number, visit: (field: number, from: number, to: number) => void) {
  let position = from;
  const varint = () => {
    let [value, factor, byte] = [0, 1, 0];
    do {
      byte = body.readUInt8(position++);
      value += (byte & 0x7f) * factor;
      factor *= 0x80;
    } while (byte >= 0x80);
    return value;
  };
  while (position < to) {
    const tag = varint();
    if ((tag & 7) === 0) varint();
    else if ((tag & 7) === 2) {
      const length = varint();
      visit(tag >>> 3, position, position + length);
      position += length;
    } else throw new RangeError(`remote write: a field of wire type ${tag & 7}`);
  }
}

/** What an uncompressed request has. */
export function countWritten(body: Buffer, version: keyof typeof FIELDS): Written {
  const fields = FIELDS[version];
  const counts = new Map<number, number>();
  visitFields(body, 0, body.length, (field, from, to) => {
    if (field !== fields.series) return;
    visitFields(body, from, to, (part) => counts.set(part, (counts.get(part) ?? 0) + 1));
  });
  return {
    samples: counts.get(fields.samples) ?? 0,
    histograms: counts.get(fields.histograms) ?? 0,
    exemplars: counts.get(fields.exemplars) ?? 0,
  };
}
