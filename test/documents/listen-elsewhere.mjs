// Loaded before a program of the documents, which listens on port 3000: it gets the port of LISTEN_ON instead, so that it
// can run as it stands, beside others.
import { Server } from "node:net";

const { listen } = Server.prototype;

/** @this {Server} @param {unknown[]} rest */
Server.prototype.listen = function listenElsewhere(port, ...rest) {
  return Reflect.apply(listen, this, [port === 3000 ? Number(process.env["LISTEN_ON"]) : port, ...rest]);
};
