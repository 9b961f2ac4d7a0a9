export { contractCases } from "./testing/cases/all-cases.ts";
export { casesFor, runContractCase } from "./testing/contract.ts";
export type { ContractCase, CreateStores, SharedStores, Stage, StoreKind } from "./testing/contract.ts";
export { describeSessionStore } from "./testing/describe-session-store.ts";
export type { TestRunner } from "./testing/describe-session-store.ts";
