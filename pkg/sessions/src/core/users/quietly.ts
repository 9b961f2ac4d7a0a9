import { isSessionError } from "../errors.ts";

/**
 * Waits for a step that only tidies up. When the store fails at it, whoever reads the index next does it.
 *
 * What was to be done has been done already, so a failure must not be told as one of that.
 */
export async function quietly(step: Promise<unknown>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!isSessionError(error)) throw error;
  }
}
