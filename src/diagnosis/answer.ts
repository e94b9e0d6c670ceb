import type { Hypothesis } from '../contracts/diagnosis.js';
import { clockText } from './clock-text.js';
import { dependencyText } from './dependency-text.js';
import type { Look } from './picture.js';
import type { Symptom } from './problem.js';

interface Answered {
  readonly look: Look;
  readonly hypotheses: readonly Hypothesis[];
  /** The second of them, where it is a cause of its own. */
  readonly beside: Hypothesis | null;
  readonly slots: number;
}

/**
 * Two lines that a tired person can read: what it is, and what it is not or what to do. No line
 * needs the other.
 */
export function answerOf({ look, hypotheses, beside, slots }: Answered): readonly [string, string] {
  if (look.problem === null) {
    return slots === 0
      ? [
          'Nothing is known of that time.',
          'Start the API with catops up, or roll its log up first.',
        ]
      : ['Nothing got worse in that time.', 'What users feel is elsewhere, or began before it.'];
  }
  const { picture } = look;
  const [first, second] = hypotheses;
  const since = clockText(picture.onsetAt, picture.zone);
  const symptom = symptomText(look.problem.symptoms[0]);
  if (first === undefined || first.cause === 'unknown') {
    const guess = second === undefined ? '' : ` Nearest: ${lower(second.title)}.`;
    return [
      `Unknown: the evidence carries no answer. ${symptom} since ${since}.`,
      `Do not roll back on this.${guess} Look with: ${second?.next ?? 'catops env status'}`,
    ];
  }
  const reason = first.for[0];
  const more =
    beside === null ? notDeploy(first, hypotheses) : `And beside it: ${lower(beside.title)}. `;
  return [
    `${first.title} (${Math.round(100 * first.probability)} %). ${symptom} since ${since}.`,
    `${reason === undefined ? '' : `${reason.says}. `}${more}Next: ${first.next}`,
  ];
}

/** What the night of a wrong rollback wants to hear first. */
function notDeploy(first: Hypothesis, hypotheses: readonly Hypothesis[]): string {
  if (first.cause === 'deploy') return '';
  const deploy = hypotheses.find(({ cause }) => cause === 'deploy');
  const [reason] = deploy?.against ?? [];
  if (deploy === undefined || reason === undefined || deploy.probability > 0.2) return '';
  return `Not a deploy: ${lower(reason.says)}. `;
}

const words: Readonly<Record<Symptom['what'], string>> = {
  errors: 'Failures',
  latency: 'Slow answers',
  typicalLatency: 'Slow answers',
  limited: 'Requests turned away at a limit',
  refused: 'Refused requests',
  requests: 'More requests',
  cacheHitShare: 'Fewer cache hits',
  dbQueriesPerRequest: 'More database queries',
  unreachable: 'No answer at all',
  ill: 'A dependency is ill',
  noted: 'Work in the background fails',
  ended: 'Processes end by themselves',
};

function symptomText(symptom: Symptom | undefined): string {
  if (symptom === undefined) return 'Trouble';
  const { what, of } = symptom;
  if (what === 'ill') return `${dependencyText(of ?? '')} is ill`;
  return of === null ? words[what] : `${words[what]} on ${of}`;
}

function lower(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
