/** Parsing a larger file could crash the browser tab. */
const MAX_BYTES = 64 * 1024 * 1024;

export type Unreadable = 'too-large' | 'zip' | 'empty' | 'cut-off' | 'not-json';
type ReadFile = { json: unknown } | { wrong: Unreadable };

/** Reads an export of chats, or says why it cannot be read. */
export async function readFile(file: File): Promise<ReadFile> {
  if (file.size > MAX_BYTES) return { wrong: 'too-large' };
  return readText(await file.text());
}

/** The same for the text of a file. */
export function readText(content: string): ReadFile {
  const text = content.replace(/^\uFEFF/, '').trim();
  if (text === '') return { wrong: 'empty' };
  // ChatGPT sends an archive that contains the file.
  if (text.startsWith('PK\u0003\u0004')) return { wrong: 'zip' };
  if (!/^[[{]/.test(text)) return { wrong: 'not-json' };
  try {
    return { json: JSON.parse(text) };
  } catch {
    return { wrong: isOpen(text) ? 'cut-off' : 'not-json' };
  }
}

/** Whether a text that begins like JSON ends before all brackets and quotes are closed. */
function isOpen(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (quoted) {
      if (sign === '\\') at++;
      else if (sign === '"') quoted = false;
    } else if (sign === '"') quoted = true;
    else if (sign === '{' || sign === '[') depth++;
    else if (sign === '}' || sign === ']') depth--;
  }
  return quoted || depth > 0;
}
