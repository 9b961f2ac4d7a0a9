import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { ConnectRedisStore } from "../../express-session/connect-redis-store.ts";
import { MovingStore } from "./moving-store.ts";

const secrets = ["a secret of the tests, long enough"];

function createStore(options: object = {}): MovingStore {
  const from = new ConnectRedisStore({ client: new Redis({ lazyConnect: true }), secrets });
  return new MovingStore({ from, move: false, secrets, ...options });
}

it.each([
  ["something else as the option from", { from: {} }, "option from"],
  ["no word on whether sessions move", { move: undefined }, "option move"],
  ["a client of its own", { client: {} }, "option client"],
  ["another serializer", { serializer: { stringify: JSON.stringify, parse: JSON.parse } }, "serializer"],
  ["versions of data while nothing moves", { dataVersion: 1, migrations: {} }, "dataVersion"],
])("MovingStore refuses %s", (_what, options, named) => {
  expect(() => createStore(options)).toThrow(named);
});

it("MovingStore has no method get, by which express-session, whose requests keep their id, would find sessions", () => {
  expect(createStore({ move: true }).get).toBeUndefined();
});
