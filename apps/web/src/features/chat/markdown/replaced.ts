// Stand-ins for two packages that the markdown renderer imports but that our configuration never uses (see vite.config.ts).

/** Instead of `rehype-raw`: HTML in an answer stays text, so no HTML parser is shipped. */
export default function noRawHtml(): () => void {
  return () => undefined;
}

/** Instead of `tailwind-merge`: every element has a component of ours, so there are no classes to merge. */
export const twMerge = (...names: unknown[]): string =>
  names.filter((name) => typeof name === 'string' && name !== '').join(' ');
