import { z } from "zod";

/** A user as the repositories keep it; the text of `createdAt` is ISO 8601. */
export const userRecordSchema = z.object({
  id: z.uuid(),
  username: z.string().min(1),
  email: z.string().min(1),
  passwordHash: z.string().regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/),
  createdAt: z.iso.datetime(),
});

/** Someone who registered. */
export type User = Readonly<z.infer<typeof userRecordSchema>>;

/** What a registration brings; the repository adds the rest. */
export type NewUser = Pick<User, "username" | "email" | "passwordHash">;
