// Loaded before an example that listens on a port of its own: it gets a free one, and prints which.
import { Server } from "node:net";

const { listen } = Server.prototype;
/** @this {Server} */
Server.prototype.listen = function listenAnywhere() {
  this.once("listening", () => {
    const address = this.address();
    console.log(JSON.stringify(address));
  });
  return Reflect.apply(listen, this, [0, "127.0.0.1"]);
};
