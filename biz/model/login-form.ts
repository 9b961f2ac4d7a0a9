import { z } from "zod";

import { passwordSchema, usernameSchema } from "./credential-fields.ts";

/** What POST /login takes: by the rules of registration, so it accepts whatever registration accepted. */
export const loginFormSchema = z.object({
  username: usernameSchema,
  password: passwordSchema,
  /** Where to go after it, as the login page was told. */
  next: z.string().optional(),
});
