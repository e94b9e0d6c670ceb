import {
  type AddColumnNode,
  type ColumnDefinitionNode,
  type CreateIndexNode,
  type CreateTableNode,
  DataTypeNode,
  type FunctionNode,
  type InsertQueryNode,
  MysqlQueryCompiler,
  OrActionNode,
  RawNode,
} from 'kysely';

// Exact, as SQLite compares: `ebv` is not `EBV`, and "a " is not "a" (which only `nopad` says).
const tableOptions = 'engine = InnoDB default character set utf8mb4 collate utf8mb4_nopad_bin';

/**
 * Says in MariaDB's words what the stores and migrations say in SQLite's, so that there is one of
 * each. DDL here commits by itself: a migration may be broken off between any two statements, and
 * is run again from its beginning, so what is there already is left alone.
 */
export class MariaDbQueryCompiler extends MysqlQueryCompiler {
  // "on conflict do nothing". Values that do not fit would be cut to size with a mere warning, so
  // whoever inserts this way has checked them.
  protected override visitInsertQuery(node: InsertQueryNode): void {
    const { onConflict, ...insert } = node;
    if (onConflict && !onConflict.doNothing) throw new Error('On a conflict, only doNothing().');
    const orAction = onConflict ? { orAction: OrActionNode.create('ignore') } : {};
    super.visitInsertQuery({ ...insert, ...orAction });
  }

  protected override visitFunction(node: FunctionNode): void {
    super.visitFunction(node.func === 'random' ? { ...node, func: 'rand' } : node);
  }

  protected override visitCreateTable(node: CreateTableNode): void {
    const endModifiers = [...(node.endModifiers ?? []), RawNode.createWithSql(tableOptions)];
    super.visitCreateTable({ ...node, ifNotExists: true, endModifiers });
  }

  protected override visitCreateIndex(node: CreateIndexNode): void {
    super.visitCreateIndex({ ...node, ifNotExists: true });
  }

  protected override visitAddColumn(node: AddColumnNode): void {
    super.visitAddColumn({ ...node, column: { ...node.column, ifNotExists: true } });
  }

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    // Ids of rows that come all the time: 32 bits would end some day.
    const dataType = node.autoIncrement ? DataTypeNode.create('bigint') : node.dataType;
    super.visitColumnDefinition({ ...node, dataType });
  }

  // "text" ends at 64 KiB, which SQLite's does not.
  protected override visitDataType(node: DataTypeNode): void {
    if (node.dataType === 'text') this.append('longtext');
    else super.visitDataType(node);
  }
}
