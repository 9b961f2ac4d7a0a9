import { numberOption, parseCommandLine, usageError } from "../usage.ts";

export interface ProveOptions {
  /** The site's origin; undefined: the demo that runs here. */
  readonly url: string | undefined;
  readonly replicas: number | undefined;
  readonly json: boolean;
  /** Kills a replica under load. */
  readonly kill: boolean;
}

/** Reads the command line of `scripts/prove`; throws a CommandError with exit code 2 when it makes no sense. */
export function parseProveOptions(args: readonly string[]): ProveOptions {
  const { values, positionals } = parseCommandLine("prove", {
    args: [...args],
    allowPositionals: true,
    options: {
      replicas: { type: "string" },
      json: { type: "boolean", default: false },
      kill: { type: "boolean", default: false },
    },
  });
  const [url, ...more] = positionals;
  if (more.length > 0) throw usageError("prove", `one URL is enough, there are ${positionals.length}`);
  const { replicas, json, kill } = values;
  return {
    url: url === undefined ? undefined : originOf(url),
    replicas:
      replicas === undefined ? undefined : numberOption("prove", "replicas", replicas, { min: 1, max: 100 }),
    json,
    kill,
  };
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  throw usageError("prove", `"${text}" is not a URL like http://127.0.0.1:8080`);
}
