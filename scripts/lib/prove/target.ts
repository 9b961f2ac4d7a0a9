import { demoPaths } from "../demo/paths.ts";
import { readState, type DemoState } from "../demo/state.ts";
import type { ProveOptions } from "./options.ts";

/** The site that is to prove itself. */
export interface Target {
  /** The origin where nginx answers. */
  readonly url: string;
  /** How many servers must answer behind it. */
  readonly replicas: number;
  /** The demo that runs here, when the site is it. */
  readonly demo: DemoState | null;
}

/** What the options name; what they leave open is the demo that runs here. */
export function chooseTarget(options: ProveOptions): Target {
  const state = readState(demoPaths().state);
  const demo = state !== null && (options.url === undefined || options.url === state.url) ? state : null;
  return {
    url: options.url ?? demo?.url ?? "http://127.0.0.1:8080",
    replicas: options.replicas ?? demo?.replicas.length ?? 3,
    demo,
  };
}

/** The addresses at which single replicas answer, as far as they are known. */
export function ownAddresses({ demo }: Target): string[] {
  return demo?.mode === "native" ? demo.replicas.map((replica) => replica.url) : [];
}
