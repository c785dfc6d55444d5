// The first bytes of a picture in base64 tell its type; the API keeps the data without a `data:` prefix.
const TYPES: [prefix: string, type: string][] = [
  ['/9j/', 'image/jpeg'],
  ['iVBOR', 'image/png'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
];

/** A data URL for an image in base64. Data that is no image gives one that shows nothing. */
export function imageUrl(base64: string): string {
  const type = TYPES.find(([prefix]) => base64.startsWith(prefix))?.[1] ?? 'image/png';
  return `data:${type};base64,${base64}`;
}
