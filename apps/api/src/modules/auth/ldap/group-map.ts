import { FilterParser, type Entry } from 'ldapts';
import { dnKey } from '../../../common/dn.js';
import type { LdapSettings } from '../../../config/ldap.js';
import type { Connection } from './connection.js';
import { binaryAttributes, toGroup, valuesOf, type DirectoryGroup, type Person } from './entries.js';
import { forAnybody, membershipOf } from './filters.js';

/** Groups of a directory, and those of one person, that are read at most. */
const MOST_GROUPS = 20_000;
export const MOST_OF_PERSON = 5_000;
const PAGE = 100;
/** Levels that a directory's own rule for groups in groups stands for. */
const TRANSITIVE_DEPTH = 20;

/** Who is in which group, read at once: for ten thousand people nobody asks ten thousand times. */
export class GroupMap {
  private readonly ofDn = new Map<string, DirectoryGroup[]>();
  private readonly ofName = new Map<string, DirectoryGroup[]>();
  private count = 0;

  constructor(private readonly depth: number) {}

  /** Whether there is no group with a member that may be read. */
  get isEmpty(): boolean {
    return this.count === 0;
  }

  add(group: DirectoryGroup, memberDns: readonly string[], memberNames: readonly string[]): void {
    if (memberDns.length + memberNames.length > 0) this.count++;
    for (const dn of new Set(memberDns.map(dnKey))) append(this.ofDn, dn, group);
    for (const name of new Set(memberNames.map((one) => one.toLowerCase()))) append(this.ofName, name, group);
  }

  /** As `Directory.groupsOf`. */
  of({ dn, name }: Person): DirectoryGroup[] {
    const found = new Map<string, DirectoryGroup>();
    let next = [...(this.ofDn.get(dnKey(dn)) ?? []), ...(this.ofName.get(name.toLowerCase()) ?? [])];
    for (let level = 0; level <= this.depth && next.length > 0; level++) {
      const fresh = next.filter((group) => !found.has(dnKey(group.dn)));
      for (const group of fresh) if (found.size < MOST_OF_PERSON) found.set(dnKey(group.dn), group);
      next = fresh.flatMap((group) => this.ofDn.get(dnKey(group.dn)) ?? []);
    }
    return [...found.values()];
  }
}

/** @throws ResultCodeError, Error when there are too many */
export async function readGroupMap(connection: Connection, settings: LdapSettings): Promise<GroupMap> {
  const { groupBaseDn: base = '', groupFilter, groupDepth, idAttribute } = settings;
  const { dn: dns, username: names, isTransitive } = membershipOf(groupFilter);
  const map = new GroupMap(isTransitive ? TRANSITIVE_DEPTH : groupDepth);
  const filter = FilterParser.parseString(forAnybody(groupFilter));
  const attributes = ['cn', idAttribute, ...dns, ...names];
  let count = 0;
  for await (const page of connection.pages(base, { filter, attributes, ...binaryAttributes(settings) }, PAGE)) {
    if ((count += page.length) > MOST_GROUPS) throw new Error(`There are more than ${MOST_GROUPS} groups.`);
    for (const entry of page) {
      const members = async (of: string[]) => {
        const all: string[] = [];
        for (const attribute of of) all.push(...(await membersOf(connection, entry, attribute)));
        return all;
      };
      map.add(toGroup(entry, settings), await members(dns), await members(names));
    }
  }
  return map;
}

/** The members of a group. Active Directory tells those of large ones in pieces, such as `member;range=0-1499`. */
async function membersOf(connection: Connection, entry: Entry, attribute: string): Promise<string[]> {
  const found: string[] = [];
  for (let piece: Entry | undefined = entry; piece;) {
    const ranged: string | undefined = Object.keys(piece).find((one) =>
      one.toLowerCase().startsWith(`${attribute};range=`),
    );
    found.push(...valuesOf(piece, ranged ?? attribute).map(String));
    const end = ranged && /-(\d+)$/.exec(ranged)?.[1];
    if (!end) break;
    const next = `${attribute};range=${Number(end) + 1}-*`;
    [piece] = await connection.search(entry.dn, { scope: 'base', attributes: [next] });
  }
  return found;
}

function append(map: Map<string, DirectoryGroup[]>, key: string, group: DirectoryGroup): void {
  const known = map.get(key);
  if (known) known.push(group);
  else map.set(key, [group]);
}
