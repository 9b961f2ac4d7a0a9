import { describe, expect, it } from "vitest";
import { createId, handleOf, placeOf } from "../ids.ts";
import { openSuccessor, sealSuccessor } from "./successor.ts";

const before = createId();
const next = createId(placeOf(before));
const sealed = sealSuccessor(next, before);

describe("the seal of the id that follows", () => {
  it("is opened by the id before", () => {
    expect(openSuccessor(sealed, before)).toBe(next);
  });

  it("names the handle of the new id, and holds none of its secret", () => {
    expect(sealed.handle).toBe(handleOf(next));
    expect(next).not.toContain(sealed.sealedId);
  });

  it("is not opened by another id of the same place", () => {
    expect(openSuccessor(sealed, createId(placeOf(before)))).toBeUndefined();
  });

  it.each(["", "AAAA", `${sealed.sealedId}AAAA`])("does not open as %j", (sealedId) => {
    expect(openSuccessor({ ...sealed, sealedId }, before)).toBeUndefined();
  });

  it("does not open with the handle of another session", () => {
    expect(openSuccessor({ ...sealed, handle: handleOf(createId()) }, before)).toBeUndefined();
  });
});
