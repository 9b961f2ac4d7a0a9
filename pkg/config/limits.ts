import type { z } from "zod";

import type { variables } from "./variables.ts";

interface Limit {
  readonly attempts: number;
  readonly seconds: number;
}

/** Limits by what they count; the app says what each means. */
export type LimitsConfig = Readonly<
  Record<"device" | "address" | "account" | "suspect" | "password" | "registration", Limit>
>;

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** The limits that the environment asks for; those that nobody has a reason to change are fixed. */
export function toLimits(values: z.output<typeof variables>): LimitsConfig {
  return {
    device: { attempts: values.LIMIT_LOGIN_PER_DEVICE, seconds: quarterHour },
    address: { attempts: values.LIMIT_LOGIN_PER_ADDRESS, seconds: quarterHour },
    account: { attempts: values.LIMIT_LOGIN_PER_ACCOUNT, seconds: hour },
    // Enough to mistype once; a thousand addresses get as many guesses as the account has in twenty hours.
    suspect: { attempts: 2, seconds: hour },
    password: { attempts: values.LIMIT_LOGIN_PER_DEVICE, seconds: quarterHour },
    registration: { attempts: values.LIMIT_REGISTER_PER_ADDRESS, seconds: hour },
  };
}
