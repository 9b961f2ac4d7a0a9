import { JarBrowser } from "./jar-browser.ts";
import type { MigratingReplica } from "./migrating-replica.ts";

/** What a replica answered. */
export interface Answer {
  readonly status: number;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A browser at replicas of the application of migrating-replica.ts. */
export class MigratingVisitor extends JarBrowser {
  override copy(): MigratingVisitor {
    const copy = new MigratingVisitor();
    for (const [name, value] of this.jar) copy.put(name, value);
    return copy;
  }

  async send(replica: MigratingReplica, method: "GET" | "POST", path: string): Promise<Answer> {
    const headers = this.cookie === undefined ? {} : { cookie: this.cookie };
    const response = await fetch(replica.url + path, { method, headers });
    this.receive(response.headers);
    return { status: response.status, values: (await response.json()) as Record<string, unknown> };
  }

  login(replica: MigratingReplica, user: string): Promise<Answer> {
    return this.send(replica, "POST", `/login/${user}`);
  }

  /** Leaves a key in the session. @param wait - a URL that the replica asks, and waits for, before it saves */
  set(replica: MigratingReplica, key: string, wait?: string): Promise<Answer> {
    const query = wait === undefined ? "" : `?wait=${encodeURIComponent(wait)}`;
    return this.send(replica, "POST", `/set/${key}${query}`);
  }

  async values(replica: MigratingReplica): Promise<Answer["values"]> {
    return (await this.send(replica, "GET", "/")).values;
  }
}
