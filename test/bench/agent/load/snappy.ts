/** Decompresses a block of snappy, in which every request of remote write comes. */

const LITERAL = 0;

/** @throws RangeError where the block ends too early or its parts do not fit. */
export function decompressSnappy(block: Buffer): Buffer {
  let [length, position] = readLength(block);
  const output = Buffer.allocUnsafe(length);
  let end = 0;
  while (position < block.length) {
    const tag = block.readUInt8(position++);
    const kind = tag & 3;
    if (kind === LITERAL) {
      const short = tag >> 2;
      const extra = Math.max(0, short - 59);
      length = 1 + (extra === 0 ? short : block.readUIntLE(position, extra));
      position += extra;
      end += block.copy(output, end, position, position + length);
      position += length;
      continue;
    }
    const width = [0, 1, 2, 4][kind] ?? 0;
    const low = block.readUIntLE(position, width);
    position += width;
    const offset = kind === 1 ? ((tag >> 5) << 8) | low : low;
    length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    if (offset === 0 || offset > end || end + length > output.length) throw new RangeError("snappy: a wrong copy");
    // A copy may overlap what it writes, which then repeats.
    for (let index = 0; index < length; index += 1) output[end + index] = output[end + index - offset]!;
    end += length;
  }
  if (end !== output.length) throw new RangeError("snappy: the block ends too early");
  return output;
}

function readLength(block: Buffer): [length: number, position: number] {
  let length = 0;
  for (let position = 0; position < 5; position += 1) {
    const byte = block.readUInt8(position);
    length += (byte & 0x7f) * 2 ** (7 * position);
    if (byte < 0x80) return [length, position + 1];
  }
  throw new RangeError("snappy: no length");
}
