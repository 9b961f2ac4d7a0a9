const BEGIN =
  "<!-- fault-table: the table that `npm run test:faults` writes stands between these two lines -->";
const END = "<!-- fault-table: end -->";

/**
 * The page with a new table between its marks.
 *
 * @throws Error when the marks are not there
 */
export function withTable(page: string, table: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new Error("docs/operations.md has no place for the table of faults");
  return `${page.slice(0, from + BEGIN.length)}\n\n${table}\n\n${page.slice(to)}`;
}
