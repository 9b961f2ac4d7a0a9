// Loaded before a program of the documents, which listens on port 3000: it gets the port of LISTEN_ON instead, so that it
// can run as it stands, beside others.
import { Server } from "node:net";

const { listen } = Server.prototype;

/** @this {Server} @param {unknown[]} rest */
Server.prototype.listen = function listenElsewhere(where, ...rest) {
  const port = Number(process.env["LISTEN_ON"]);
  if (where === 3000) return Reflect.apply(listen, this, [port, ...rest]);
  // Fastify gives an object.
  const isThere = typeof where === "object" && where !== null && "port" in where && where.port === 3000;
  return Reflect.apply(listen, this, [isThere ? { ...where, port } : where, ...rest]);
};
