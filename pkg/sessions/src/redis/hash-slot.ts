/** The CRC16 that Redis Cluster spreads keys by: the polynomial 0x1021, most significant bit first, from 0. */
const CRC16 = new Uint16Array(256).map((_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/** How many slots a cluster has. */
const SLOTS = 16_384;

/**
 * The slot of Redis Cluster that a key lies in, from what stands in its first braces.
 *
 * @param key - a key whose first braces hold ASCII characters only, as those around a session's place do
 */
export function hashSlotOf(key: string): number {
  const from = key.indexOf("{") + 1;
  const to = key.indexOf("}", from);
  let crc = 0;
  for (let at = from; at < to; at += 1) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16[((crc >> 8) ^ key.charCodeAt(at)) & 0xff] as number);
  }
  return crc % SLOTS;
}
