import { sessions } from "hertz-sessions";
import { CookieStore } from "hertz-sessions/cookie";
import { hertzSubject, ofRequest } from "./hertz-subject.ts";
import { serveExpress } from "./serve-express.ts";
import { idleSeconds, secret, variant } from "./settings.ts";

const store = new CookieStore({
  secrets: [secret],
  idleTimeout: idleSeconds,
  encrypt: variant === "encrypted",
});
serveExpress(hertzSubject(ofRequest), sessions("sid", store));
