import { serveHono } from "./serve-hono.ts";
import { withoutSession } from "./subject.ts";

serveHono(withoutSession);
