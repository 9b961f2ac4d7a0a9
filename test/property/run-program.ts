import type { SessionStore } from "hertz-sessions";
import { handleOf } from "../../pkg/sessions/src/core/ids.ts";
import { Session } from "../../pkg/sessions/src/core/session/session.ts";
import { listSessions } from "../../pkg/sessions/src/core/users/list-sessions.ts";
import { revokeSessions } from "../../pkg/sessions/src/core/users/revoke-sessions.ts";
import type { AnySession } from "../support/save-session.ts";
import { PropertyReplica } from "./actor-store.ts";
import type { Flaw } from "./actor-store.ts";
import type { Backing } from "./backing.ts";
import { observeCall } from "./observe-call.ts";
import type { Actor, Program } from "./program.ts";
import { playRequest } from "./request-actor.ts";
import type { PropertyBrowser } from "./request-actor.ts";
import { RequestModel } from "./request-model.ts";
import { compareWithStore } from "./run-state.ts";
import type { ActorState, RunState } from "./run-state.ts";
import { Scheduler } from "./scheduler.ts";
import { StoreModel } from "./store-model.ts";
import { Trace } from "./violation.ts";

/**
 * Runs a program against a backing and the model at once.
 *
 * @param flaw - what is wrong with the stores
 * @throws Violation when they differ
 */
export async function runProgram(program: Program, backing: Backing, flaw: Flaw = null): Promise<void> {
  const run = new ProgramRun(program, backing, flaw);
  await run.begin();
  await run.play();
  await run.end();
}

class ProgramRun {
  readonly #program: Program;
  readonly #backing: Backing;
  readonly #flaw: Flaw;
  readonly #scheduler: Scheduler;
  readonly #state: RunState;
  readonly #replicas: readonly [PropertyReplica, PropertyReplica];
  readonly #browsers: PropertyBrowser[] = [{ id: undefined }, { id: undefined }, { id: undefined }];

  constructor(program: Program, backing: Backing, flaw: Flaw) {
    this.#program = program;
    this.#backing = backing;
    this.#flaw = flaw;
    this.#scheduler = new Scheduler(program.order);
    const [first, second] = backing.stores;
    this.#replicas = [new PropertyReplica(first), new PropertyReplica(second)];
    const model = new StoreModel();
    this.#state = {
      model,
      trace: new Trace(),
      actors: [],
      movedTo: new Map(),
      revoked: new Set(),
      witness: first,
    };
  }

  /** The sessions that there are before anybody acts. */
  async begin(): Promise<void> {
    const { model, witness } = this.#state;
    for (const [index, user] of [`ada${this.#backing.mark}`, ""].entries()) {
      const session: AnySession = new Session(witness, {});
      session.set("a", 0);
      session.set("list", [0]);
      session.addFlash("first");
      await (user === "" ? session.save() : session.bind(user));
      const values = new Map([
        ["a", "0"],
        ["list", "[0]"],
      ]);
      model.begin(session.handle, { values, flashes: ["first"], user });
      this.#browsers[index] = { id: session.id };
    }
  }

  async play(): Promise<void> {
    for (const [index, actor] of this.#program.actors.entries()) {
      const state = createActorState(index);
      this.#state.actors.push(state);
      this.#scheduler.add(index, () => this.#act(actor, state));
    }
    await this.#scheduler.run();
  }

  /** Everything, once all is quiet. */
  async end(): Promise<void> {
    const { model, trace, witness } = this.#state;
    trace.note("end");
    for (const handle of model.handles) await compareWithStore(this.#state, handle);
    for (const user of ["ada", "bob"].map((name) => name + this.#backing.mark)) {
      const listed = (await listSessions(witness, user)).map(({ handle }) => handle);
      trace.expectEqual(listed.toSorted(), model.handlesOf(user), "the list of a user's sessions");
    }
  }

  async #act(actor: Actor, state: ActorState): Promise<void> {
    if (actor.is === "time") return this.#pass(state, actor.seconds);
    const store = this.#storeFor(state, actor.replica);
    if (actor.is === "revoke") return this.#revoke(actor, state, store);
    const [browser, mark] = [this.#browsers[actor.browser] ?? { id: undefined }, this.#backing.mark];
    return playRequest({ run: this.#state, actor: state, store, browser, mark }, actor.steps);
  }

  #storeFor(state: ActorState, replica: 0 | 1): SessionStore {
    const watched = { run: this.#state, actor: state };
    return this.#replicas[replica].storeFor(state.index, this.#scheduler, {
      flaw: this.#flaw,
      observe: (call, proceed) => observeCall(watched, call, proceed),
    });
  }

  async #pass({ index }: ActorState, seconds: number): Promise<void> {
    const { model, trace } = this.#state;
    trace.note(`${index} ${seconds} s pass`);
    await this.#scheduler.call(index, async () => {
      model.now += seconds;
      await this.#backing.pass(seconds, model.handles);
    });
  }

  async #revoke(
    { user: name, only }: Actor & { is: "revoke" },
    state: ActorState,
    store: SessionStore,
  ): Promise<void> {
    const { model, trace } = this.#state;
    const user = name + this.#backing.mark;
    const id = only === undefined ? undefined : this.#browsers[only]?.id;
    const handle = id === undefined ? undefined : handleOf(id);
    state.acting = "revoke";
    state.condemned.user = user;
    const ended = await revokeSessions(store, user, handle === undefined ? "all" : { handle });
    trace.note(`${state.index} revoke: resolved`);
    trace.expectEqual(ended, state.removed, "how many sessions a revoke says to have ended");
    for (const attempt of state.condemned.attempts) attempt.isOver = true;
    const alive = [...state.condemned.handles].filter((each) => model.row(each)?.user === user);
    trace.expectEqual(alive.length, 0, "sessions that are alive though their revoke has resolved");
  }
}

function createActorState(index: number): ActorState {
  return {
    index,
    request: new RequestModel(),
    acting: "begin",
    calls: 0,
    mustBeGone: false,
    attempt: undefined,
    updated: undefined,
    removed: 0,
    condemned: { user: "", handles: new Set(), attempts: [] },
  };
}
