import type { BerReader } from 'ldapts';

export type Attributes = Record<string, (string | Buffer)[]>;

/** A filter as it came over the line. */
export type Filter =
  | { kind: 'and'; of: Filter[] }
  | { kind: 'or'; of: Filter[] }
  | { kind: 'not'; of: Filter }
  | { kind: 'present'; name: string }
  | { kind: 'equal'; name: string; value: Buffer }
  | { kind: 'part'; name: string; parts: [tag: number, text: string][] }
  /** With a matching rule, such as Active Directory's for bits. */
  | { kind: 'rule'; rule: string; name: string; value: string };

export function readFilter(reader: BerReader): Filter {
  const tag = reader.peek();
  if (tag === 0x87) return { kind: 'present', name: reader.readString(0x87)! };
  reader.readSequence();
  const end = reader.offset + reader.length;
  const many = () => {
    const of: Filter[] = [];
    while (reader.offset < end) of.push(readFilter(reader));
    return of;
  };
  if (tag === 0xa0) return { kind: 'and', of: many() };
  if (tag === 0xa1) return { kind: 'or', of: many() };
  if (tag === 0xa2) return { kind: 'not', of: readFilter(reader) };
  if (tag === 0xa3) return { kind: 'equal', name: reader.readString()!, value: reader.readString(4, true)! };
  if (tag === 0xa4) {
    const name = reader.readString()!;
    const parts: [number, string][] = [];
    reader.readSequence();
    while (reader.offset < end) {
      const at = reader.peek()!;
      parts.push([at, reader.readString(at)!]);
    }
    return { kind: 'part', name, parts };
  }
  if (tag === 0xa9) {
    const found: Record<number, string> = {};
    while (reader.offset < end) {
      const at = reader.peek()!;
      found[at] = reader.readString(at)!;
    }
    return { kind: 'rule', rule: found[0x81] ?? '', name: found[0x82]!, value: found[0x83]! };
  }
  throw new Error(`A filter of kind ${tag} is not known here.`);
}

const valuesOf = (attributes: Attributes, name: string) =>
  Object.entries(attributes).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? [];
const text = (value: string | Buffer): string => value.toString().toLowerCase();

export function matches(filter: Filter, attributes: Attributes): boolean {
  if (filter.kind === 'and') return filter.of.every((one) => matches(one, attributes));
  if (filter.kind === 'or') return filter.of.some((one) => matches(one, attributes));
  if (filter.kind === 'not') return !matches(filter.of, attributes);
  const values = valuesOf(attributes, filter.name);
  if (filter.kind === 'present') return values.length > 0;
  if (filter.kind === 'equal')
    return values.some((one) =>
      Buffer.isBuffer(one) ? one.equals(filter.value) : text(one) === text(filter.value.toString()),
    );
  if (filter.kind === 'rule')
    return values.some((one) => (Number(one) & Number(filter.value)) === Number(filter.value));
  const pattern = filter.parts
    .map(([tag, part]) => {
      const literal = part.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
      return tag === 0x80 ? `^${literal}` : tag === 0x82 ? `${literal}$` : literal;
    })
    .join('.*');
  return values.some((one) => new RegExp(pattern, 's').test(text(one)));
}
