import { onTestFinished, vi } from "vitest";

/** One call of `process.emitWarning` as the library makes it. */
export interface CaughtWarning {
  readonly code: string | undefined;
  readonly message: string;
}

/** The warnings that this test causes from now on; they do not reach standard error. */
export function catchWarnings(): readonly CaughtWarning[] {
  const caught: CaughtWarning[] = [];
  const emitWarning = vi.spyOn(process, "emitWarning");
  emitWarning.mockImplementation((warning, options) => {
    caught.push({
      code: typeof options === "object" ? options.code : undefined,
      message: String(warning),
    });
  });
  onTestFinished(() => emitWarning.mockRestore());
  return caught;
}
