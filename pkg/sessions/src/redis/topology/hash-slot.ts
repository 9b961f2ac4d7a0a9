/** The CRC16 that Redis Cluster spreads keys by: the polynomial 0x1021, most significant bit first, from 0. */
const CRC16 = new Uint16Array(256).map((_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc;
});

/** How many slots a cluster has. */
export const SLOTS = 16_384;

/** The slot of Redis Cluster that a key lies in: from what stands in its first braces, or from all of it when they hold nothing. */
export function hashSlotOf(key: string): number {
  const open = key.indexOf("{") + 1;
  const close = open === 0 ? -1 : key.indexOf("}", open);
  const from = close > open ? open : 0;
  const to = close > open ? close : key.length;
  let crc = 0;
  for (let at = from; at < to; at += 1) {
    const code = key.charCodeAt(at);
    if (code > 0x7f) return slotOf(Buffer.from(key.slice(from, to)));
    crc = step(crc, code);
  }
  return crc % SLOTS;
}

function slotOf(bytes: Buffer): number {
  return bytes.reduce(step, 0) % SLOTS;
}

function step(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16[((crc >> 8) ^ byte) & 0xff] as number);
}
