/** What the API calls the things of a batch: a kind, and the 32 digits of a UUID. */
const SEPARATORS = { file: '-', batch: '_' } as const;
type Kind = keyof typeof SEPARATORS;

export const nameOf = (kind: Kind, id: string): string => `${kind}${SEPARATORS[kind]}${id.replaceAll('-', '')}`;

/** @returns `undefined` for what is no such name */
export function idOf(kind: Kind, name: string): string | undefined {
  const [, a, b, c, d, e] =
    /^(?:file-|batch_)([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(name) ?? [];
  return a !== undefined && name.startsWith(kind) ? `${a}-${b}-${c}-${d}-${e}` : undefined;
}

/** The request of a line. */
export const itemName = (batchId: string, line: number): string =>
  `batch_req_${batchId.replaceAll('-', '')}${line.toString(16).padStart(4, '0')}`;
