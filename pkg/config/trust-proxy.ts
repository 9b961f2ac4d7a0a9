import { isIP } from "node:net";

/**
 * What Express accepts for "trust proxy": nobody, a number of hops, or addresses and the names of address
 * ranges.
 */
export type TrustProxy = false | number | readonly string[];

const rangeNames = new Set(["loopback", "linklocal", "uniquelocal"]);
const bitsOfVersion = new Map([
  [4, 32],
  [6, 128],
]);

/**
 * The setting that TRUST_PROXY asks for.
 *
 * @throws RangeError with the reason, in words, when the text is none.
 */
export function parseTrustProxy(text: string): TrustProxy {
  const value = text.trim();
  if (value === "false") return false;
  if (value === "true") {
    throw new RangeError(
      "must not be true: any client could then choose its own address; " +
        "give the number of proxies or their addresses",
    );
  }
  if (/^\d{1,2}$/.test(value)) return Number(value);
  const addresses = value.split(",").map((address) => address.trim());
  if (!addresses.every((address) => rangeNames.has(address) || isAddressRange(address))) {
    throw new RangeError(
      "must be false, a number of proxies, or a comma list of IP addresses, ranges (10.0.0.0/8), " +
        "and loopback, linklocal, uniquelocal",
    );
  }
  return addresses;
}

function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const bits = bitsOfVersion.get(isIP(address));
  if (bits === undefined || rest.length > 0) return false;
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
}
