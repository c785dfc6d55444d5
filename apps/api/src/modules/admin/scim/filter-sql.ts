import { isStorable } from '../../../common/sanitize-for-postgres.js';
import type { Filter, FilterValue, Operator } from './filter.js';
import { scimInvalid } from './scim-errors.js';

/** How a filter reads one attribute from the database. */
export interface Column {
  /** An expression, with texts in the form in which they are compared. */
  sql: string;
  type: 'text' | 'exact' | 'boolean' | 'time';
  /** Brings the value of a filter into that form; `lower` for texts unless something else is said. */
  form?: (text: string) => string;
}

/** A list: its elements have columns of their own, which are compared element by element. */
export interface ListColumn {
  /** `FROM …` of the elements that belong to the row. */
  from: string;
  fields: Record<string, Column>;
}

/** Attributes by their path in lower case, such as `name.familyname`. */
export type Columns = Record<string, Column | ListColumn>;

/** Comparisons in SQL. The names of attributes come from the table of columns, every value is a parameter. */
export class FilterSql {
  readonly values: unknown[] = [];

  constructor(
    private readonly columns: Columns,
    private readonly urn: string,
  ) {}

  /** A condition. What is not given is equal to nothing. @throws DomainError `scim.invalid` */
  where(filter: Filter): string {
    return this.condition(filter, (path) => this.column(path));
  }

  /** A column to sort by. @throws DomainError `scim.invalid` for a list, or what nobody knows */
  order(path: string): string {
    const column = this.column(path);
    if ('from' in column) throw scimInvalid('invalidValue', 'The list cannot be sorted by that attribute.');
    return column.sql;
  }

  parameter(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  private column(path: string): Column | ListColumn {
    const bare = path.toLowerCase().startsWith(`${this.urn.toLowerCase()}:`) ? path.slice(this.urn.length + 1) : path;
    const name = bare.toLowerCase();
    if (Object.hasOwn(this.columns, name)) return this.columns[name]!;
    const [list = '', field = ''] = name.split('.');
    const found = Object.hasOwn(this.columns, list) ? this.columns[list]! : undefined;
    if (found && 'from' in found && Object.hasOwn(found.fields, field))
      return { from: found.from, fields: { value: found.fields[field]! } };
    throw scimInvalid('invalidFilter', `There is no attribute ${path.slice(0, 100)} that can be filtered by.`);
  }

  private condition(filter: Filter, find: (path: string) => Column | ListColumn): string {
    switch (filter.kind) {
      case 'and':
      case 'or':
        return `(${filter.of.map((one) => this.condition(one, find)).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `NOT coalesce(${this.condition(filter.of, find)}, false)`;
      case 'element': {
        const list = find(filter.path);
        if (!('from' in list)) throw scimInvalid('invalidFilter', `${filter.path.slice(0, 100)} is not a list.`);
        return some(
          list,
          this.condition(filter.of, (path) => fieldOf(list, path)),
        );
      }
      case 'present':
        return this.each(find(filter.path), ({ sql }) => `${sql} IS NOT NULL`);
      case 'compare':
        return this.each(find(filter.path), (column) => this.compare(column, filter.operator, filter.value));
    }
  }

  /** Of a list, any element may be it. */
  private each(column: Column | ListColumn, condition: (one: Column) => string): string {
    return 'from' in column ? some(column, condition(fieldOf(column, 'value'))) : condition(column);
  }

  private compare(column: Column, operator: Operator, value: FilterValue): string {
    const { sql, type } = column;
    if (value === null) {
      if (operator !== 'eq' && operator !== 'ne') throw unfit(operator);
      return `${sql} IS ${operator === 'eq' ? '' : 'NOT '}NULL`;
    }
    if (type === 'boolean' && operator !== 'eq' && operator !== 'ne') throw unfit(operator);
    if (type === 'time' && ['co', 'sw', 'ew'].includes(operator)) throw unfit(operator);
    return COMPARE[operator](sql, this.parameter(valueFor(column, value)));
  }
}

const COMPARE: Record<Operator, (sql: string, given: string) => string> = {
  eq: (sql, given) => `${sql} = ${given}`,
  ne: (sql, given) => `NOT coalesce(${sql} = ${given}, false)`,
  co: (sql, given) => `strpos(${sql}, ${given}) > 0`,
  sw: (sql, given) => `starts_with(${sql}, ${given})`,
  ew: (sql, given) => `right(${sql}, length(${given})) = ${given}`,
  gt: (sql, given) => `${sql} > ${given}`,
  ge: (sql, given) => `${sql} >= ${given}`,
  lt: (sql, given) => `${sql} < ${given}`,
  le: (sql, given) => `${sql} <= ${given}`,
};

const some = ({ from }: ListColumn, condition: string): string =>
  `EXISTS (SELECT ${from} ${from.includes(' WHERE ') ? 'AND' : 'WHERE'} ${condition})`;

function fieldOf({ fields }: ListColumn, path: string): Column {
  const name = path.toLowerCase();
  if (!Object.hasOwn(fields, name)) throw scimInvalid('invalidFilter', `That list has no field ${path.slice(0, 100)}.`);
  return fields[name]!;
}

function valueFor({ type, form }: Column, value: string | number | boolean): string | boolean | Date {
  if (type === 'boolean') {
    const word = String(value).toLowerCase();
    if (word !== 'true' && word !== 'false') throw scimInvalid('invalidFilter', 'That attribute is true or false.');
    return word === 'true';
  }
  if (typeof value !== 'string' || !isStorable(value))
    throw scimInvalid('invalidFilter', 'That attribute is compared with a text.');
  if (type === 'exact') return value;
  if (type === 'text') return form ? form(value) : value.toLowerCase();
  const time = /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : new Date(NaN);
  if (Number.isNaN(time.getTime())) throw scimInvalid('invalidFilter', 'That attribute is compared with a time.');
  return time;
}

const unfit = (operator: Operator) =>
  scimInvalid('invalidFilter', `The operator ${operator} does not fit the attribute or the value.`);
