import { z } from "zod";

import { emailSchema, newPasswordSchema, usernameSchema } from "./credential-fields.ts";

/** What POST /register takes; other fields are ignored. */
export const registerFormSchema = z.object({
  username: usernameSchema,
  email: emailSchema,
  password: newPasswordSchema,
});
