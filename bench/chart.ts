/** One group of bars: a workload, and its subjects. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly { readonly label: string; readonly value: number; readonly isOurs: boolean }[];
}

const width = 760;
const labelWidth = 270;
const barHeight = 18;
const titleHeight = 30;

/** Groups of horizontal bars as an SVG, each group on a scale of its own from zero, each bar with its value. */
export function barChart(groups: readonly BarGroup[], unit: string): string {
  let top = 8;
  const parts: string[] = [];
  for (const { title, bars } of groups) {
    parts.push(text(8, top + 16, `${title}, ${unit}`, 'font-weight="bold"'));
    top += titleHeight;
    const most = Math.max(...bars.map((bar) => bar.value), 1);
    for (const { label, value, isOurs } of bars) {
      const length = Math.round(((width - labelWidth - 80) * value) / most);
      const fill = isOurs ? "#0b7285" : "#adb5bd";
      parts.push(
        text(labelWidth - 8, top + 13, label, 'text-anchor="end"'),
        `<rect x="${labelWidth}" y="${top}" width="${length}" height="${barHeight - 4}" fill="${fill}"/>`,
        text(labelWidth + length + 6, top + 13, Math.round(value).toLocaleString("en"), ""),
      );
      top += barHeight;
    }
    top += 10;
  }
  const size = `width="${width}" height="${top}" viewBox="0 0 ${width} ${top}"`;
  const background = `<rect width="${width}" height="${top}" fill="#ffffff"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12" fill="#212529">\n${[background, ...parts].join("\n")}\n</svg>\n`;
}

function text(x: number, y: number, content: string, attributes: string): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
