import { setImmediate as turn } from "node:timers/promises";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { WriteBatch } from "./write-batch.ts";

it("holds what is written to a stream until the end of the turn, each turn anew", async () => {
  const [batch, stream] = [new WriteBatch(), new PassThrough()];
  const held: number[] = [];
  for (let count = 0; count < 2; count += 1) {
    batch.hold(stream);
    stream.write("one");
    batch.hold(stream);
    stream.write("two");
    held.push(stream.writableCorked, stream.readableLength);
    await turn();
    held.push(stream.writableCorked, stream.readableLength);
    stream.read();
  }
  expect(held).toEqual([1, 0, 0, 6, 1, 0, 0, 6]);
});

it("lets a stream go when another takes its place, and does without one", async () => {
  const [batch, before, after] = [new WriteBatch(), new PassThrough(), new PassThrough()];
  batch.hold(undefined);
  batch.hold(before);
  batch.hold(after);
  expect([before.writableCorked, after.writableCorked]).toEqual([0, 1]);
  await turn();
  expect([before.writableCorked, after.writableCorked]).toEqual([0, 0]);
});
