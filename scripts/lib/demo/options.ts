import { numberOption, parseCommandLine, usageError } from "../usage.ts";

export interface DemoOptions {
  readonly replicas: number;
  readonly port: number;
  readonly detach: boolean;
  readonly native: boolean;
  readonly stop: boolean;
  /** Serves HTTPS. */
  readonly tls: boolean;
}

/** Where the demo answers that the options ask for. */
export function demoUrl({ port, tls }: Pick<DemoOptions, "port" | "tls">): string {
  return `${tls ? "https" : "http"}://127.0.0.1:${port}`;
}

/** Reads the command line of `scripts/demo`; throws a CommandError with exit code 2 when it makes no sense. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseCommandLine("demo", {
    args: [...args],
    options: {
      replicas: { type: "string" },
      port: { type: "string" },
      detach: { type: "boolean", default: false },
      native: { type: "boolean", default: false },
      stop: { type: "boolean", default: false },
      tls: { type: "boolean", default: false },
    },
  });
  if (values.stop && args.length > 1) throw usageError("demo", "--stop takes no other option");
  return {
    replicas: numberOption("demo", "replicas", values.replicas ?? "3", { min: 1, max: 20 }),
    port: numberOption("demo", "port", values.port ?? "8080", { min: 1, max: 65_535 }),
    detach: values.detach,
    native: values.native,
    stop: values.stop,
    tls: values.tls,
  };
}
