import { describe, expect, it } from "vitest";
import { RecentMap } from "./recent-map.ts";

function filled(limit: number, count: number): RecentMap<number> {
  const map = new RecentMap<number>(limit);
  for (let index = 0; index < count; index += 1) map.set(`key ${index}`, index);
  return map;
}

describe("RecentMap", () => {
  it("gives back what was set, the last value of a key, and undefined for the rest", () => {
    const map = filled(10, 3);
    map.set("key 1", 100);
    expect([map.get("key 0"), map.get("key 1"), map.get("key 3")]).toEqual([0, 100, undefined]);
    expect([map.has("key 0"), map.has("key 3")]).toEqual([true, false]);
  });

  it("holds never more than twice its limit, and always the entries set last", () => {
    const map = new RecentMap<number>(10);
    for (let index = 0; index < 1000; index += 1) {
      map.set(`key ${index}`, index);
      expect(map.size).toBeLessThanOrEqual(20);
    }
    const last = Array.from({ length: 10 }, (_, index) => map.get(`key ${990 + index}`));
    expect(last).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
    expect(map.has("key 0")).toBe(false);
  });

  it("keeps an entry that is read again and again, however many others come", () => {
    const map = filled(10, 1);
    const read = [];
    for (let index = 1; index < 200; index += 1) {
      map.set(`key ${index}`, index);
      if (index % 5 === 0) read.push(map.get("key 0"));
    }
    expect(new Set(read)).toEqual(new Set([0]));
  });

  it("setting a key that is young already makes no room, and so drops no other", () => {
    const map = filled(2, 2);
    for (const key of ["key 1", "key 2", "key 2", "key 2"]) map.set(key, 100);
    expect(map.get("key 0")).toBe(0);
  });

  it("delete() forgets an entry, whether it is young, old or both", () => {
    const map = filled(2, 3);
    map.get("key 0");
    for (const key of ["key 0", "key 1", "key 2", "absent"]) map.delete(key);
    expect(["key 0", "key 1", "key 2"].map((key) => map.get(key))).toEqual([undefined, undefined, undefined]);
    expect(map.size).toBe(0);
  });

  it("an old value does not come back after a newer one was set", () => {
    const map = filled(2, 3);
    map.set("key 0", 100);
    map.set("key 3", 3);
    map.set("key 4", 4);
    expect([100, undefined]).toContain(map.get("key 0"));
  });
});
