import type { Incident } from '../incident.js';
import { renderHtml } from './html.js';
import type { DamagedReport } from './human-sections.js';
import { type LintFinding, lintReport } from './lint.js';
import { renderMarkdown } from './markdown.js';
import { mergeReport } from './merge-report.js';
import { buildReport, type ReportOptions } from './report.js';
import { reportBlocks } from './report-blocks.js';
import { reportJson } from './report-json.js';

/** A report in its three forms. The Markdown is the one that is kept and edited. */
export interface GeneratedReport {
  readonly ok: true;
  readonly markdown: string;
  /** Human sections that were kept as people wrote them. */
  readonly kept: readonly string[];
  /** Of these, those for which the record has newer statements. */
  readonly behind: readonly string[];
  readonly findings: readonly LintFinding[];
  /** One page that needs nothing else. */
  html(): string;
  /** `catops.incident-report/v1`, for JSON. */
  json(): unknown;
}

/**
 * The report of an incident. `existing` is the Markdown that is there, or null: what people wrote in
 * it is kept, and when it is damaged the answer says so and nothing may be written over it.
 */
export function generateReport(
  incident: Incident,
  existing: string | null,
  options: ReportOptions,
): GeneratedReport | DamagedReport {
  const report = buildReport(incident, options);
  const blocks = reportBlocks(report);
  const merged = mergeReport(existing, renderMarkdown(blocks));
  if (!merged.ok) return merged;
  const { text, sections, kept, behind } = merged;
  return {
    ok: true,
    markdown: text,
    kept,
    behind,
    findings: lintReport(report, sections),
    html: () => renderHtml(blocks, sections),
    json: () => reportJson(report, sections),
  };
}
