/** An IDX file of items [begin, end) of another one; its dimensions follow the magic number, big-endian. */
export function slice(idx, begin, end) {
  const dimensions = idx[3];
  const header = Buffer.from(idx.subarray(0, 4 + 4 * dimensions));
  const count = idx.readUInt32BE(4);
  const item = (idx.length - header.length) / count;
  const last = Math.min(end, count);
  header.writeUInt32BE(last - begin, 4);
  return Buffer.concat([header, idx.subarray(header.length + begin * item, header.length + last * item)]);
}
