import type { Incident } from '../incident.js';
import { type DiffLine, diffLines } from './diff-lines.js';
import { type PublicRendering, renderPublic } from './render-public.js';
import { type Finding, scanTerms } from './scan-terms.js';
import { toPublic } from './to-public.js';

/** What publishing needs from outside: a hash, and the words that are not to be published. */
export interface PublicDeps {
  /** sha256 in hexadecimal. */
  sha256(text: string): string;
  readonly deniedTerms: readonly string[];
}

/** Why something public is refused: what happened, and what to do. */
export interface PublicRefusal {
  readonly kind: 'refused';
  readonly problem: string;
  readonly hint: string;
}

/** What would be published, shown before anybody approves it. */
export interface PublicPreview {
  readonly kind: 'preview';
  readonly rendering: PublicRendering;
  /** Hash of `rendering.whole`: what is approved. */
  readonly sha256: string;
  /** Exactly what changes for a reader of the card that is live. */
  readonly diff: readonly DiffLine[];
  readonly findings: readonly Finding[];
}

/**
 * The public card as it would be published now, beside what is live. `title` is typed for the
 * public; without one the title of the last draft is kept.
 */
export function previewPublic(
  incident: Incident,
  deps: PublicDeps,
  title?: string,
): PublicPreview | PublicRefusal {
  if (incident.private) {
    return refused('This incident is private: it has no public card.', 'Nothing can be published.');
  }
  const projected = toPublic(incident, title ?? titleOf(incident.public.draft?.text));
  if (!projected) {
    return refused(
      'Nothing of this incident is marked for publication.',
      'catops incident update "…" --public',
    );
  }
  const rendering = renderPublic(projected);
  return {
    kind: 'preview',
    rendering,
    sha256: deps.sha256(rendering.whole),
    diff: diffLines(liveText(incident), rendering.whole),
    findings: scanTerms(rendering.whole, deps.deniedTerms),
  };
}

/** The title of a draft: its first line, as `renderPublic` writes it. */
function titleOf(draft: string | undefined): string | undefined {
  return draft === undefined ? undefined : /^# (.*)$/m.exec(draft)?.[1];
}

/** The text strangers read now: the draft whose hash was published last; empty before the first. */
function liveText({ history, public: { published } }: Incident): string {
  if (!published) return '';
  for (const entry of [...history].reverse()) {
    if (entry.kind !== 'public' || entry.step !== 'drafted') continue;
    if (entry.sha256 === published.sha256) return entry.text ?? '';
  }
  return '';
}

/** Approval can be recorded; or findings are in the way that nobody typed back. */
export type ApprovalCheck =
  | { readonly kind: 'approvable'; readonly sha256: string; readonly text: string }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] };

/**
 * Whether the preview may be approved. Every finding must have been read: its words are typed back,
 * exactly; somebody who is not at a terminal has typed nothing.
 */
export function checkApproval(
  { rendering, sha256, findings }: PublicPreview,
  typedBack: readonly string[] = [],
): ApprovalCheck {
  const typed = new Set(typedBack.map((words) => words.trim()));
  const open = findings.filter(({ found }) => !typed.has(found));
  if (open.length > 0) return { kind: 'findings', findings: open };
  return { kind: 'approvable', sha256, text: rendering.whole };
}

/** A card that may be sent, with the approval that says so. */
export interface Publishable {
  readonly kind: 'publishable';
  readonly rendering: PublicRendering;
  readonly sha256: string;
  readonly approvedBy: string;
  readonly approvedAt: string;
  /** True when strangers read exactly this already. */
  readonly live: boolean;
}

/**
 * Whether what the record would publish now is what somebody approved, to the byte. Anything else is
 * refused: no approval, an approval of another text, a record that changed since.
 */
export function checkPublish(incident: Incident, deps: PublicDeps): Publishable | PublicRefusal {
  const preview = previewPublic(incident, deps);
  if (preview.kind === 'refused') return preview;
  const { approved, published } = incident.public;
  const again = 'catops incident publish';
  if (!approved) return refused('Nobody has approved this text.', again);
  if (approved.sha256 !== preview.sha256) {
    const [was, is] = [approved.sha256.slice(0, 12), preview.sha256.slice(0, 12)];
    return refused(
      `What ${approved.by} approved at ${approved.at} (${was}) is not what would be published now (${is}).`,
      again,
    );
  }
  return {
    kind: 'publishable',
    rendering: preview.rendering,
    sha256: preview.sha256,
    approvedBy: approved.by,
    approvedAt: approved.at,
    live: published?.sha256 === preview.sha256,
  };
}

function refused(problem: string, hint: string): PublicRefusal {
  return { kind: 'refused', problem, hint };
}
