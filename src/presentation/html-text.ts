const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" },
};

/** The text of a page of ours (`html-page.ts`), for readers of plain text: no drawing, one row a line. */
export function htmlText(html: string): string {
  const body = /<body>([\s\S]*)<\/body>/.exec(html)?.[1] ?? html;
  return body
    .replace(/<(style|svg|title)\b[\s\S]*?<\/\1>/g, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/<li>/g, '\n- ')
    .replace(/<\/t[hd]>\s*/g, '   ')
    .replace(/<(?:p|h\d|table|ul|figure|details)\b[^>]*>/g, '\n\n')
    .replace(/<(?:tr|caption|summary|br)\b[^>]*>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/[ \t]+$/gm, '')
    .replace(/^[ \t]+/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
