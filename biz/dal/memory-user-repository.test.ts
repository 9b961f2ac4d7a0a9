import { describe } from "vitest";

import { describeUserRepository } from "../../test/support/describe-user-repository.ts";
import { MemoryUserRepository } from "./memory-user-repository.ts";

describe("MemoryUserRepository", () => {
  describeUserRepository(() => {
    const users = new MemoryUserRepository();
    return [users, users];
  });
});
