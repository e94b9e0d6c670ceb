import { checkWorkGroup, type WorkGroupProblem } from './check-work-group.js';
import type { CatalogTable, TableCatalog } from './ports.js';
import {
  addColumnsStatement,
  type DeclaredTable,
  databaseStatement,
  declaredTables,
  type TablePlaces,
} from './table-statements.js';

/** One thing that must be declared, and how far it is. */
export interface InitStep {
  readonly kind: 'database' | 'table';
  readonly name: string;
  /** `older`: lacks columns. `different`: another shape or place, which nobody changes by itself. */
  readonly state: 'missing' | 'present' | 'older' | 'different';
  /** How it is declared, whatever its state. */
  readonly statement: string;
  /** What brings it there; null when there is nothing to do, or nothing that is safe. */
  readonly change: string | null;
  /** One sentence of what was found. */
  readonly says: string;
}

/** What `catops rollup init` would do. Reading it changes nothing. */
export interface InitPlan {
  readonly schema: 'catops.rollup-init/v1';
  readonly place: string;
  readonly problems: readonly WorkGroupProblem[];
  readonly steps: readonly InitStep[];
  /** Whether nothing stands in the way: a problem that stops, or a table of another shape. */
  readonly possible: boolean;
}

/** Looks at the workgroup, the database and each table, and says what is missing. */
export async function planInit(
  catalog: TableCatalog,
  input: TablePlaces & { readonly workGroup: string },
  signal: AbortSignal,
): Promise<InitPlan> {
  const declared = declaredTables(input);
  const problems = checkWorkGroup(input.workGroup, await catalog.workGroup(signal));
  const hasDatabase = await catalog.hasDatabase(input.database, signal);
  const steps = [databaseStep(input, hasDatabase)];
  for (const table of declared) {
    const found = hasDatabase ? await catalog.table(input.database, table.name, signal) : null;
    steps.push(tableStep(input, table, found));
  }
  const possible =
    problems.every(({ stops }) => !stops) && steps.every(({ state }) => state !== 'different');
  return { schema: 'catops.rollup-init/v1', place: catalog.place, problems, steps, possible };
}

function databaseStep(input: TablePlaces, isThere: boolean): InitStep {
  const statement = databaseStatement(input);
  return {
    kind: 'database',
    name: input.database,
    state: isThere ? 'present' : 'missing',
    statement,
    change: isThere ? null : statement,
    says: isThere ? 'It is there.' : 'It will be made.',
  };
}

function tableStep(
  input: TablePlaces,
  declared: DeclaredTable,
  found: CatalogTable | null,
): InitStep {
  const { name, statement } = declared;
  const step = (state: InitStep['state'], change: string | null, says: string): InitStep => ({
    ...{ kind: 'table', name, state, statement, change, says },
  });
  if (found === null) return step('missing', statement, 'It will be made.');
  const [difference] = differences(declared, found);
  if (difference !== undefined) {
    const says = `${difference} Drop the table, then run this again: its objects stay.`;
    return step('different', null, says);
  }
  const lacking = Object.keys(declared.columns).filter((column) => !(column in found.columns));
  if (lacking.length === 0) return step('present', null, 'It is there.');
  const change = addColumnsStatement(input, declared, lacking);
  return step('older', change, `It will get the columns it lacks: ${lacking.join(', ')}.`);
}

/** Sentences of what no statement mends. */
function differences(declared: DeclaredTable, found: CatalogTable): string[] {
  const partitions = found.partitions.join(', ');
  const retyped = Object.entries(declared.columns).filter(
    ([column, type]) => column in found.columns && found.columns[column] !== type,
  );
  return [
    ...(partitions === declared.partitions.join(', ')
      ? []
      : [
          `It is partitioned by ${partitions || 'nothing'}, not ${declared.partitions.join(', ')}.`,
        ]),
    ...(found.location === null || folderOf(found.location) === declared.location
      ? []
      : [`It reads ${found.location}, not ${declared.location}.`]),
    ...retyped.map(
      ([column, type]) => `Its column ${column} is ${found.columns[column]}, not ${type}.`,
    ),
  ];
}

function folderOf(location: string): string {
  return location.replace(/\/?$/, '/');
}
