import type { AnyStore } from "../core/sealed-store.ts";
import type { SessionStoreOptions } from "../core/settings/settings.ts";
import type { SessionStore } from "../core/store.ts";
import type { StoreAbility } from "./abilities.ts";
import type { StartHost } from "./host.ts";
import { Replica } from "./replica.ts";

/** Two stores over the same sessions, as two replicas of an application have them. One store may stand for both. */
export interface SharedStores<Store extends AnyStore = SessionStore> {
  readonly first: Store;
  readonly second: Store;
  /**
   * Lets nothing that both stores ask for be answered, as a frozen server does, until the function that it resolves with is called. For
   * the ability `deadlines`.
   */
  readonly hang?: (() => Promise<() => Promise<void>>) | undefined;
  /** Gives back what they hold; sessions need not be removed. */
  close(): Promise<void>;
}

/**
 * Makes two stores with these options and whatever else they need. Each call is for one case: its sessions must not be seen by others, so
 * use another key prefix each time.
 */
export type CreateStores<Store extends AnyStore = SessionStore> = (
  options: SessionStoreOptions,
) => Promise<SharedStores<Store>>;

/** One promise of the contract, as a test. */
export interface ContractCase {
  /** The rule that it belongs to, S1 to S12, as the package's README numbers them. */
  readonly rule: string;
  /** What a store must be able to for this case to make sense. */
  readonly ability: StoreAbility;
  /** The behaviour, in words. */
  readonly name: string;
  /** Rejects when the store does not keep the promise. */
  run(stage: Stage): Promise<void>;
}

/** At least 32 characters, as secrets should have. */
export const CONTRACT_SECRET = "the secret of the session store contract";

/** What a case plays on: it makes replicas, and ends them all when the case is over. */
export class Stage {
  readonly #createStores: CreateStores<AnyStore>;
  readonly #startHost: StartHost | undefined;
  readonly #closers: (() => Promise<void>)[] = [];

  constructor(createStores: CreateStores<AnyStore>, startHost?: StartHost) {
    this.#createStores = createStores;
    this.#startHost = startHost;
  }

  /**
   * Two stores without anything around them. They are typed as stores on a server: a case that cookie stores keep as well uses no more
   * of them than those have.
   */
  async stores(options: Partial<SessionStoreOptions> = {}): Promise<SharedStores> {
    const stores = await this.#createStores({ secrets: [CONTRACT_SECRET], ...options });
    this.#closers.push(() => stores.close());
    return stores as SharedStores;
  }

  /** Two replicas of an application, each a server with a store of its own over the same sessions. */
  async replicas(options: Partial<SessionStoreOptions> = {}): Promise<readonly [Replica, Replica]> {
    const { first, second } = await this.stores(options);
    return [await this.replica(first), await this.replica(second)];
  }

  /** One replica over a store. */
  async replica(store: SessionStore): Promise<Replica> {
    const replica = await Replica.start(store, this.#startHost);
    this.#closers.push(() => replica.close());
    return replica;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

/**
 * Runs one case with stores of its own.
 *
 * @param startHost - the servers of its replicas. Default: those of `node:http`
 */
export async function runContractCase(
  contractCase: ContractCase,
  createStores: CreateStores<AnyStore>,
  startHost?: StartHost,
): Promise<void> {
  const stage = new Stage(createStores, startHost);
  try {
    await contractCase.run(stage);
  } finally {
    await stage.close();
  }
}
