import { describe, expect, it } from "vitest";
import { SealedHandles } from "./sealed-handles.ts";

const ID = "Zk3v0c9QvJxkT1uU2-w3X4y5Z6_a7B8c";
const handles = new SealedHandles("a secret of the tests, long enough");

describe("SealedHandles", () => {
  it("gives an id one name, on every replica with the secret, that leads back to it", () => {
    const name = handles.seal(ID);
    expect(new SealedHandles("a secret of the tests, long enough").seal(ID)).toBe(name);
    expect(handles.open(name)).toBe(ID);
  });

  it("gives names that hold nothing of the id, and that another secret does not open", () => {
    const name = handles.seal(ID);
    expect(Buffer.from(name, "base64url").toString("latin1")).not.toContain(ID.slice(0, 4));
    expect(new SealedHandles("another secret of the tests, as long").open(name)).not.toBe(ID);
  });

  it("gives ids that begin alike names that do not", () => {
    const [one, other] = [handles.seal(`${ID}a`), handles.seal(`${ID}b`)];
    expect(one.slice(0, 8)).not.toBe(other.slice(0, 8));
  });

  it.each(["", "x", "no name", handles.seal(ID).slice(0, 20)])(
    "opens %j, which nobody sealed, without an error",
    (name) => {
      expect(handles.open(name)).not.toBe(ID);
    },
  );
});
