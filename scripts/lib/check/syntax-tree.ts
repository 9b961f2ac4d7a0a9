import { parseFile, type Module } from "@swc/core";

/** Parses a file of TypeScript or JavaScript; rejects when it is neither. */
export function parseSource(path: string): Promise<Module> {
  return parseFile(path, { syntax: "typescript", target: "es2022" });
}

/** A node of the tree: what it is, and whatever else belongs to its kind. */
export interface SyntaxNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Every node at or below `value`, parents before their children. */
export function* walkSyntax(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== "object" || value === null) return;
  if (isSyntaxNode(value)) yield value;
  for (const child of Object.values(value)) yield* walkSyntax(child);
}

function isSyntaxNode(value: object): value is SyntaxNode {
  return "type" in value && typeof value.type === "string";
}
