const BEGIN = "<!-- The table below is written by `npm run test:faults`. -->";
const END = "<!-- End of the table. -->";

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
