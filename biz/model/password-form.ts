import { z } from "zod";

import { newPasswordSchema, passwordSchema } from "./credential-fields.ts";

/** What POST /password takes. */
export const passwordFormSchema = z.object({
  current: passwordSchema,
  password: newPasswordSchema,
});
