import { serveFastify } from "./serve-fastify.ts";
import { withoutSession } from "./subject.ts";

await serveFastify(withoutSession);
