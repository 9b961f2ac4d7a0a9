import { describe, expect, it } from "vitest";
import { flashPrefix, keyOfName, nameOfFlash, nameOfKey } from "./entry-name.ts";

const KEYS = [
  "user",
  "",
  "a key\twith\nseparators",
  'a "quote" and a \\',
  "~",
  "__proto__",
  "ключ 🔑",
  "\ud800",
];

describe("entry names", () => {
  it.each(KEYS)("the name of the key %j holds no separator and leads back to it", (key) => {
    const name = nameOfKey(key);
    expect(name).not.toMatch(/[\t\n]/);
    expect(keyOfName(name)).toBe(key);
  });

  it.each(KEYS)(
    "the name of a flash under %j holds no separator, begins with its prefix and is no key's",
    (key) => {
      const name = nameOfFlash(key, "tag");
      expect(name).not.toMatch(/[\t\n]/);
      expect(name.startsWith(flashPrefix(key))).toBe(true);
      expect(keyOfName(name)).toBeUndefined();
    },
  );

  it.each(["", "user", '"', '"user', '"a" "b"', "1", "[]"])("%j is the name of no key", (name) => {
    expect(keyOfName(name)).toBeUndefined();
  });
});
