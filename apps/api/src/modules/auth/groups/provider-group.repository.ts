import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, QueryFailedError, type EntityManager } from 'typeorm';
import { identityKey } from '../../../common/identity-key.js';
import { newId } from '../../../common/http/ids.js';
import { LONGEST_GROUP_NAME, type GroupSource } from './group.entity.js';

/** Groups of providers that one person is in at most. */
const MOST_OF_PERSON = 200;
/** Names with a number that are tried for a group whose name another one has. */
const MOST_NUMBERED = 99;
/** PostgreSQL ended a transaction that waited for one that waited for it. */
const DEADLOCK = '40P01';

/** A group as a provider names it. */
export interface ProviderGroup {
  external_id: string;
  name: string;
}

/** Groups that a person has changed by signing in. */
export interface ProviderGroupsOutcome {
  isChanged: boolean;
  /** Groups beyond those that count. */
  dropped: number;
}

/** Groups as providers tell them at a sign-in: made where they are missing, with exactly one person's memberships. */
@Injectable()
export class ProviderGroupRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Makes the person a member of exactly these groups of a provider; groups of other sources stay as they are. Of very
   * many those count that are here already, the ones first whose models an admin has decided on.
   * @param provider whose groups are meant, by the beginning of their external ids, `<provider>:`; `undefined`: all of
   * the source are
   * @param audit called only when something has changed
   */
  async set(
    userId: string,
    source: GroupSource,
    groups: readonly ProviderGroup[],
    provider: string | undefined,
    audit: (manager: EntityManager) => Promise<void>,
  ): Promise<ProviderGroupsOutcome> {
    const run = () =>
      this.dataSource.transaction(async (manager) => {
        // Of two sign-ins of one person at once the second sees what the first has left.
        await manager.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
        const { chosen, missing } = await this.choose(source, groups, manager);
        if (missing.length > 0) await insertMissing(manager, source, missing);
        const wanted = chosen.map(({ external_id }) => external_id);
        const [, left] = (await manager.query(
          `DELETE FROM group_members m USING groups g WHERE g.id = m.group_id AND m.user_id = $1 AND g.source = $2
             AND ($4::text IS NULL OR starts_with(g.external_id, $4 || ':')) AND NOT (g.external_id = ANY ($3))`,
          [userId, source, wanted, provider ?? null],
        )) as [unknown, number];
        const joined = (await manager.query(
          `INSERT INTO group_members (group_id, user_id) SELECT id, $1 FROM groups WHERE source = $2
             AND external_id = ANY ($3) ORDER BY id ON CONFLICT DO NOTHING RETURNING group_id`,
          [userId, source, wanted],
        )) as unknown[];
        const isChanged = left > 0 || joined.length > 0;
        if (isChanged) await audit(manager);
        return { isChanged, dropped: groups.length - chosen.length };
      });
    return run().catch((error: unknown) => {
      // Two groups of one name may still cross; the other transaction is through then.
      if (isDeadlock(error)) return run();
      throw error;
    });
  }

  /** Which of them count, and which of these are to be made. */
  private async choose(source: GroupSource, groups: readonly ProviderGroup[], manager: EntityManager) {
    const rows = (await manager.query(
      'SELECT external_id, models_decided FROM groups WHERE source = $1 AND external_id = ANY ($2)',
      [source, groups.map(({ external_id }) => external_id)],
    )) as { external_id: string; models_decided: boolean }[];
    const known = new Map(rows.map((row) => [row.external_id, row.models_decided ? 0 : 1]));
    const rank = ({ external_id }: ProviderGroup) => known.get(external_id) ?? 2;
    const chosen = [...groups].sort((a, b) => rank(a) - rank(b) || byName(a, b)).slice(0, MOST_OF_PERSON);
    return { chosen, missing: chosen.filter((group) => rank(group) === 2) };
  }
}

/**
 * Groups of a provider, each under a name that no other group has. In one statement and in one order, so that of two
 * people who sign in at once one waits for the other, and never each for the other.
 */
async function insertMissing(manager: EntityManager, source: GroupSource, groups: ProviderGroup[]): Promise<void> {
  let missing = [...groups].sort(byName);
  for (let n = 1; missing.length > 0 && n <= MOST_NUMBERED; n++) {
    const names = missing.map(({ name }) => numbered(name, source, n));
    const ids = missing.map(({ external_id }) => external_id);
    await manager.query(
      `INSERT INTO groups (id, name, name_key, source, external_id, models_decided)
       SELECT id, name, name_key, $1, external_id, false
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
         AS new (id, name, name_key, external_id, position) ORDER BY position ON CONFLICT DO NOTHING`,
      [source, ids.map(() => newId()), names, names.map(identityKey), ids],
    );
    const made = (await manager.query('SELECT external_id FROM groups WHERE source = $1 AND external_id = ANY ($2)', [
      source,
      ids,
    ])) as { external_id: string }[];
    const there = new Set(made.map(({ external_id }) => external_id));
    missing = missing.filter(({ external_id }) => !there.has(external_id));
  }
}

function numbered(name: string, source: GroupSource, n: number): string {
  if (n === 1) return name;
  const suffix = ` (${source}${n > 2 ? ` ${n}` : ''})`;
  return name.slice(0, LONGEST_GROUP_NAME - suffix.length) + suffix;
}

/** The order in which groups are made: that of their names, and of their ids where those are equal. */
function byName(a: ProviderGroup, b: ProviderGroup): number {
  const [x, y] = [identityKey(a.name), identityKey(b.name)];
  if (x !== y) return x < y ? -1 : 1;
  return a.external_id < b.external_id ? -1 : Number(a.external_id > b.external_id);
}

const isDeadlock = (error: unknown): boolean =>
  error instanceof QueryFailedError && (error.driverError as { code?: string }).code === DEADLOCK;
