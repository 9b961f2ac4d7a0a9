// A CommonJS project that has changed one require().
const session = require("hertz-sessions/express-session");

const mount = session({ secret: "a secret", resave: false, saveUninitialized: false });
console.log(JSON.stringify([typeof session, typeof mount, typeof session.Store, typeof session.MemoryStore]));
