import { z } from "zod";

import { emailSchema, passwordSchema, usernameSchema } from "./credential-fields.ts";

/** What POST /register takes; other fields are ignored. */
export const registerFormSchema = z.object({
  username: usernameSchema,
  email: emailSchema,
  password: passwordSchema,
});
