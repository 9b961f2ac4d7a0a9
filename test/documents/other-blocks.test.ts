import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { decodePointer } from "../../pkg/sessions/src/core/rotation/pointer.ts";
import { decodeRow } from "../../pkg/sessions/src/core/row/row.ts";
import { allBlocks, placeOf } from "./blocks.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const handle = "h".repeat(47);
const secret = "s".repeat(43);

function ofLanguage(language: string) {
  const blocks = allBlocks().filter((block) => block.language === language);
  return blocks.map((block) => [placeOf(block), block] as const);
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function isMissing(path: string): boolean {
  return !existsSync(join(root, path));
}

describe("the block at", () => {
  it.each(ofLanguage("yaml"))(
    "%s is YAML, and names services and files that are there",
    (_place, { text }) => {
      const { services } = parse(read("docker-compose.yml")) as { services: object };
      const { scrape_configs, rule_files } = parse(text) as {
        scrape_configs: { dns_sd_configs: { names: string[] }[] }[];
        rule_files: string[];
      };
      const names = scrape_configs.flatMap(({ dns_sd_configs }) =>
        dns_sd_configs.flatMap((dns) => dns.names),
      );
      expect(Object.keys(services)).toEqual(expect.arrayContaining(names));
      expect(rule_files.filter((path) => isMissing(join("deploy", path.replace("/*.yml", ""))))).toEqual([]);
    },
  );

  it.each(ofLanguage("row"))("%s is a row that the library reads", (_place, { text }) => {
    const row = text.replaceAll("<tab>", "\t").replace("{handle}", handle).replace("{sealed id}", secret);
    expect(decodePointer(row) ?? decodeRow(row)).toEqual(
      row.startsWith("@\t2")
        ? expect.objectContaining({ until: expect.any(Number) })
        : expect.objectContaining({ entries: expect.any(Map) }),
    );
  });

  it.each(ofLanguage("tree"))("%s names folders and files that are there", (_place, { text }) => {
    expect(pathsOf(text).filter(isMissing)).toEqual([]);
  });
});

it("the tree of docs/architecture.md names every room", () => {
  const tree = allBlocks().find(
    ({ file, language }) => file === "docs/architecture.md" && language === "tree",
  );
  const named = pathsOf(tree?.text ?? "");
  const rooms = ["biz", "pkg", "pkg/sessions/src"].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/^(sessions|dist)$/.test(entry.name))
      .map((entry) => `${folder}/${entry.name}/`),
  );
  expect(rooms.length).toBeGreaterThan(20);
  expect(rooms.filter((room) => !named.includes(room))).toEqual([]);
});

/** The paths of a tree: two spaces of indentation stand for the folder above. */
function pathsOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", names = ""] = /^( *)(\S+(?: \S+)*)/.exec(line) ?? [];
    const depth = indent.length / 2;
    const paths = names.split(" ").filter((name) => !name.includes("*"));
    above.splice(depth);
    const here = paths.map((name) => [...above, name].join(""));
    above.push(paths[0] ?? "");
    return here;
  });
}
