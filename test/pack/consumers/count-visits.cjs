/**
 * What each consumer does once it has the library: two requests of one visitor to a plain `node:http` server.
 *
 * @param {Pick<typeof import("hertz-sessions"), "getSession" | "sessions">} library
 * @param {import("hertz-sessions").SessionStore} store
 * @returns {Promise<unknown[]>} the count that each request was answered with
 */
exports.countVisits = async function countVisits({ getSession, sessions }, store) {
  const { createServer } = require("node:http");
  const mountSession = sessions("VISITS", store);
  const server = createServer((request, response) => {
    mountSession(request, response, () => {
      answer(request, response).catch((/** @type {unknown} */ error) =>
        response.writeHead(500).end(String(error)),
      );
    });
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function answer(request, response) {
    const session = await getSession(request);
    const count = Number(session.get("count") ?? 0) + 1;
    session.set("count", count);
    await session.save();
    response.end(JSON.stringify(count));
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const first = await fetch(`http://127.0.0.1:${port}/`);
  const [cookie = ""] = first.headers.getSetCookie().map((header) => header.split(";")[0] ?? "");
  const second = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } });
  const counts = [await first.json(), await second.json()];
  server.closeAllConnections();
  server.close();
  return counts;
};
