import type { Incident } from '../incident.js';
import type { CardContent, Headline, PageRequest, PlaceLink } from '../ports.js';

/** What somebody who is woken reads. */
export function renderPage(incident: Incident): PageRequest {
  const practice = incident.nature === 'practice' ? '[practice] ' : '';
  return {
    dedupKey: incident.dedupKey,
    summary: `${practice}${incident.severity.toUpperCase()} ${incident.title} (${incident.id})`,
    severity: incident.severity,
    source: incident.service,
    component: incident.components[0] ?? null,
    at: incident.milestones['impact-started']?.at ?? incident.openedAt,
    details: {
      incident: incident.id,
      ...(incident.summary === null ? {} : { summary: incident.summary }),
      ...(incident.components.length > 0 ? { components: incident.components.join(', ') } : {}),
      ...(incident.runbook === null ? {} : { runbook: incident.runbook }),
      'opened by': incident.openedBy.id,
    },
    links: incident.links,
  };
}

/** The one message that always says how things stand. */
export function renderHeadline(incident: Incident): Headline {
  return {
    id: incident.id,
    title: incident.title,
    severity: incident.severity,
    state: incident.state,
    practice: incident.nature === 'practice',
    summary: incident.summary,
    facts: facts(incident),
    links: placeLinks(incident, 'chat'),
    updatedAt: incident.history.at(-1)?.recordedAt ?? incident.openedAt,
  };
}

/** The internal card. */
export function renderCard(incident: Incident): CardContent {
  const practice = incident.nature === 'practice' ? '[practice] ' : '';
  const lines = [
    ...(incident.summary === null ? [] : [escapeMarkdown(incident.summary), '']),
    ...facts(incident).map(({ label, value }) => `- **${label}**: ${escapeMarkdown(value)}`),
    ...links(placeLinks(incident, 'board')),
    ...candidates(incident),
  ];
  return {
    title: `${practice}${incident.id} ${incident.title}`,
    severity: incident.severity,
    state: incident.state,
    description: lines.join('\n'),
  };
}

/** Links to the other places of the incident, as far as they are known: not to the place itself. */
export function placeLinks(incident: Incident, place: 'chat' | 'board'): readonly PlaceLink[] {
  const { targetStates: states } = incident;
  const places = [
    { title: 'Page', url: states['on-call'].remote?.url },
    place === 'board'
      ? { title: 'Chat', url: states.chat.headline?.url ?? states.chat.remote?.url }
      : null,
    place === 'chat' ? { title: 'Card', url: states.board.remote?.url } : null,
  ];
  const known = places.flatMap((one) => (one?.url ? [{ title: one.title, url: one.url }] : []));
  return [...known, ...incident.links];
}

function facts(incident: Incident): Headline['facts'] {
  const roles = Object.entries(incident.roles).map(([label, value]) => ({ label, value }));
  const times = Object.entries(incident.milestones).map(([label, { at }]) => ({
    label,
    value: at,
  }));
  const people = incident.reached?.map(({ name }) => name).join(', ');
  return [
    { label: 'severity', value: incident.severity },
    { label: 'state', value: incident.state },
    { label: 'service', value: incident.service },
    ...(incident.components.length > 0
      ? [{ label: 'components', value: incident.components.join(', ') }]
      : []),
    ...roles,
    ...(people ? [{ label: 'on call', value: people }] : []),
    ...times.map(({ label, value }) => ({ label: label.replaceAll('-', ' '), value })),
    ...(incident.updateDueAt ? [{ label: 'next update due', value: incident.updateDueAt }] : []),
  ];
}

function links(places: readonly PlaceLink[]): readonly string[] {
  if (places.length === 0) return [];
  return [
    '',
    ...places.map(
      ({ title, url }) =>
        `- [${escapeMarkdown(title)}](${url.replace(/[()\s]/g, encodeURIComponent)})`,
    ),
  ];
}

function candidates({ candidates: found }: Incident): readonly string[] {
  const items = found.flatMap(({ from, items: all }) => all.map((item) => ({ from, ...item })));
  if (items.length === 0) return [];
  return [
    '',
    'Changed shortly before (candidates, not causes):',
    ...items.map(
      ({ from, at, ref, summary }) => `- ${at} ${from}: ${escapeMarkdown(`${ref} ${summary}`)}`,
    ),
  ];
}

/** Plain text inside Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/([\\`*_[\]<>#|])/g, '\\$1');
}
