// The first base64 characters of an image reveal its type. The API stores the data without a `data:` prefix.
const TYPES: [prefix: string, type: string][] = [
  ['/9j/', 'image/jpeg'],
  ['iVBOR', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** A data URL for a base64 image. Data of another kind gives a URL that shows nothing. */
export function imageUrl(base64: string): string {
  const type = TYPES.find(([prefix]) => base64.startsWith(prefix))?.[1] ?? 'image/png';
  return `data:${type};base64,${base64}`;
}
