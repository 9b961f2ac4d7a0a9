import { serveExpress } from "./serve-express.ts";
import { withoutSession } from "./subject.ts";

serveExpress(withoutSession);
