import { z } from "zod";

import { passwordSchema } from "./credential-fields.ts";

/** What POST /sessions/revoke takes: whom to sign out, as "all", "others" or the handle of a session, and the password. */
export const revokeFormSchema = z.object({
  end: z.string({ error: "Choose a device" }).regex(/^[\w-]{3,64}$/, { error: "Choose a device" }),
  password: passwordSchema,
});
