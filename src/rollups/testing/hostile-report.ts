import type { RollupReport } from '../../contracts/rollup-report.js';
import { sampleReport } from './sample-report.js';

/** What each medium would take for an order, in one string; `start` is what a spreadsheet reads first. */
export function hostile(start = '='): string {
  return `${start}cmd|'/c calc'!A1 \u001b[31m\u001b]0;x\u0007\u202e\r\n\t<img src=x onerror=alert(1)></style><script>x</script> | [a](javascript:b) *b* \`\`\`c \`\`\` <!channel> <@U1> &amp; "q" 'r'`;
}

/** The sample with every text of strangers replaced; times and names of ours stay. */
export function hostileReport(start = '='): RollupReport {
  const evil = hostile(start);
  const sample = sampleReport();
  return {
    ...sample,
    service: evil,
    window: { ...sample.window, route: evil },
    completeness: { ...sample.completeness, empty: [evil] },
    rows: sample.rows.map((row) => ({ ...row, key: evil })),
    topImages: [{ imageId: evil, requests: 7 }],
    comparison: sample.comparison && { ...sample.comparison, rule: evil },
    stats: {
      ...sample.stats,
      skippedFiles: [{ key: evil, reason: evil }],
      rejectedExample: evil,
    },
    notes: [evil],
  };
}
