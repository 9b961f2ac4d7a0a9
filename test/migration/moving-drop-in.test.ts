import dropIn from "hertz-sessions/express-session";
import { connectRedis } from "hertz-sessions/redis";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createMovingStores, type MovingStores } from "../support/moving-stores.ts";
import { startRedisServer, type RedisServer } from "../support/redis-server.ts";
import { attributesOf, serve, type Handler, type SessionFunction } from "../support/session-server.ts";

let server: RedisServer;
let stores: MovingStores;

beforeAll(async () => {
  server = await startRedisServer();
  const client = connectRedis({ url: server.url });
  server.adopt(client);
  stores = createMovingStores(client);
});

afterAll(() => server.stop());

const HOUR_MS = 3_600_000;

const handler: Handler = (request, response) => {
  if (request.url === "/remember") {
    request.session.user = "ada";
    request.session.cookie.maxAge = 24 * HOUR_MS;
  }
  response.end(`${request.session.user} ${request.session.cookie.originalMaxAge}`);
};

function serveOn(store: MovingStores[keyof MovingStores]) {
  const options = {
    store,
    secret: undefined,
    resave: false,
    saveUninitialized: false,
    cookie: { sameSite: "lax" },
  };
  return serve({ session: dropIn as unknown as SessionFunction, options, handler });
}

it("a session of the drop-in that moves keeps the maxAge that its application gave it, and gets the cookie that new sessions have", async () => {
  const [before, moving, after] = [
    await serveOn(stores.before),
    await serveOn(stores.moving),
    await serveOn(stores.after),
  ];
  const first = await before.ask("/remember");
  const moved = await moving.ask("/", { cookie: first.cookie });
  expect([moved.text, moved.id === first.id]).toEqual([`ada ${24 * HOUR_MS}`, false]);
  const { expires = "", samesite } = attributesOf(moved);
  expect(samesite).toBe("Lax");
  expect(Math.abs(new Date(expires).valueOf() - Date.now() - 24 * HOUR_MS)).toBeLessThan(5000);
  for (let visit = 0; visit < 2; visit += 1) {
    expect((await after.ask("/", { cookie: moved.cookie })).text).toBe(`ada ${24 * HOUR_MS}`);
  }
});

it("express-session itself finds no way into a MovingStore: it would keep the id that a session has no more", () => {
  expect(stores.moving).toHaveProperty("get", undefined);
});
