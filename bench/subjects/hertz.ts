import { sessions } from "hertz-sessions";
import { openHertzStore } from "./hertz-redis.ts";
import { hertzSubject, ofRequest } from "./hertz-subject.ts";
import { serveExpress } from "./serve-express.ts";
import { variant } from "./settings.ts";

serveExpress(hertzSubject(ofRequest), sessions("sid", await openHertzStore(variant)));
