import { isSessionError } from "hertz-sessions";
import type { SessionStore } from "hertz-sessions";
import { addressOf } from "../../pkg/sessions/src/core/session/session-address.ts";
import { loadSession } from "../../pkg/sessions/src/core/session/load-session.ts";
import { Session } from "../../pkg/sessions/src/core/session/session.ts";
import type { AnySession } from "../support/save-session.ts";
import type { Step } from "./program.ts";
import type { ActorState, RunState } from "./run-state.ts";
import { IDLE_SECONDS } from "./store-model.ts";
import { expectKept } from "./violation.ts";

/** A browser: the id that its cookie carries, if it has one. */
export interface PropertyBrowser {
  id: string | undefined;
}

/** What a request is made with. */
export interface RequestStage {
  readonly run: RunState;
  readonly actor: ActorState;
  readonly store: SessionStore;
  readonly browser: PropertyBrowser;
  /** What users' names end with. */
  readonly mark: string;
}

/** Plays one request: the session itself, and the model of what it must do, step by step. It ends with the first step that is refused. */
export async function playRequest(stage: RequestStage, steps: readonly Step[]): Promise<void> {
  const session = await open(stage);
  if (!session) return;
  for (const [index, step] of steps.entries()) {
    const { actor, run } = stage;
    actor.acting = step.act;
    if (!(await new RequestStep(stage, session).play(step, `${actor.index}.${index}`))) {
      run.trace.note(`${actor.index} ${step.act}: refused`);
      return;
    }
    if (step.act === "destroy") return;
  }
}

async function open({ store, browser, actor }: RequestStage): Promise<AnySession | null> {
  actor.acting = "load";
  if (browser.id === undefined) return new Session(store, {});
  return loadSession<Record<string, unknown>>(store, addressOf(browser.id, IDLE_SECONDS * 1000));
}

class RequestStep {
  readonly #stage: RequestStage;
  readonly #session: AnySession;

  constructor(stage: RequestStage, session: AnySession) {
    this.#stage = stage;
    this.#session = session;
  }

  /** @returns whether the request may go on */
  async play(step: Step, tag: string): Promise<boolean> {
    switch (step.act) {
      case "save":
        return this.#save();
      case "update":
        return this.#update();
      case "regenerate":
        return this.#stored(() => this.#session.regenerate());
      case "bind":
        return this.#stored(() => this.#session.bind(step.user + this.#stage.mark));
      case "destroy":
        return this.#stored(() => this.#session.destroy(), false);
      default:
        this.#change(step, tag);
        return true;
    }
  }

  /** What happens in memory alone. */
  #change(step: Step, tag: string): void {
    const [session, { request }] = [this.#session, this.#stage.actor];
    switch (step.act) {
      case "get":
        this.#expectEqual(
          session.get(step.key),
          parsed(request.get(step.key)),
          "a request reads another value",
        );
        break;
      case "set":
        session.set(step.key, step.value);
        request.set(step.key, String(step.value));
        break;
      case "delete":
        session.delete(step.key);
        request.delete(step.key);
        break;
      case "push":
        this.#push(tag);
        break;
      case "clear":
        session.clear();
        request.clear();
        break;
      case "addFlash":
        session.addFlash(tag);
        request.addFlash(tag);
        break;
      default:
        this.#expectEqual(session.flashes(), request.takeFlashes(), "a request is given other flashes");
    }
  }

  /** Changes a list in place. */
  #push(tag: string): void {
    const [session, { request }] = [this.#session, this.#stage.actor];
    const list = session.get("list");
    if (Array.isArray(list)) list.push(tag);
    else session.set("list", [tag]);
    request.set(
      "list",
      JSON.stringify([...((parsed(request.get("list")) as unknown[] | undefined) ?? []), tag]),
    );
  }

  async #save(): Promise<boolean> {
    const { actor, run } = this.#stage;
    const { request } = actor;
    const calls = (request.handle === undefined ? request.holdsAnything : request.hasChanges) ? 1 : 0;
    const isSaved = await this.#stored(() => this.#session.save(), calls === 1);
    run.trace.expectEqual(actor.calls, calls, "a save sends another number of commands");
    return isSaved;
  }

  async #update(): Promise<boolean> {
    const { actor, run } = this.#stage;
    const { request } = actor;
    if (request.handle !== undefined && request.isCleared) {
      const refused = await this.#session.update("n", next).catch((error: unknown) => error);
      expectKept(
        run.trace,
        isSessionError(refused, "ERR_SESSION_UNSAVED_CHANGE"),
        "an update of a changed key is not refused",
      );
      return false;
    }
    const isNew = request.handle === undefined;
    if (isNew) request.set("n", String(next(parsed(request.get("n")))));
    let value: unknown;
    const isStored = await this.#stored(async () => {
      value = await this.#session.update("n", next);
    }, isNew);
    if (!isStored) return false;
    const stored = isNew ? request.get("n") : actor.updated;
    this.#expectEqual(value, parsed(stored), "an update returns another value than it stored");
    if (!isNew) request.updated("n", String(value));
    return true;
  }

  /** Lets the session do something at its store, and judges whether it was refused. */
  async #stored(act: () => Promise<void>, commits = true): Promise<boolean> {
    const { actor, run, browser } = this.#stage;
    Object.assign(actor, { calls: 0, mustBeGone: false, attempt: undefined });
    const error = await act().then(
      () => undefined,
      (reason: unknown) => ({ reason }),
    );
    actor.attempt = undefined;
    if (error && !isSessionError(error.reason, "ERR_SESSION_GONE")) throw error.reason;
    run.trace.expectEqual(
      error !== undefined,
      actor.mustBeGone,
      `whether ${actor.acting} is refused since the session is gone`,
    );
    if (error) return false;
    if (commits && !this.#session.isNew) actor.request.committed();
    if (!this.#session.isNew && actor.acting !== "destroy") {
      actor.request.handle = this.#session.handle;
      browser.id = this.#session.id;
    }
    return true;
  }

  #expectEqual(found: unknown, expected: unknown, promise: string): void {
    this.#stage.run.trace.expectEqual(found, expected, promise);
  }
}

function next(value: unknown): number {
  return Number(value ?? 0) + 1;
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : JSON.parse(text);
}
