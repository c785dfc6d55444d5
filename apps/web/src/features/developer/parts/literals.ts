/** Quotes a text as one word of a POSIX shell. */
export const shellWord = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Quotes a text as a string literal that is valid in both JavaScript and Python. */
export const textLiteral = (text: string): string => JSON.stringify(text);

const PYTHON_WORDS: Record<string, string> = { true: 'True', false: 'False', null: 'None' };

/** JSON as a Python literal. */
export function pythonLiteral(value: unknown, depth = 0): string {
  const pad = '    '.repeat(depth + 1);
  const end = '    '.repeat(depth);
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : `[\n${value.map((item) => `${pad}${pythonLiteral(item, depth + 1)},\n`).join('')}${end}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, item]) => `${pad}${textLiteral(name)}: ${pythonLiteral(item, depth + 1)},\n`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join('')}${end}}`;
  }
  const text = JSON.stringify(value);
  return PYTHON_WORDS[text] ?? text;
}

/** JSON as a JavaScript literal, with unquoted names where possible. */
export function scriptLiteral(value: unknown, depth = 0): string {
  const pad = '  '.repeat(depth + 1);
  const end = '  '.repeat(depth);
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : `[\n${value.map((item) => `${pad}${scriptLiteral(item, depth + 1)},\n`).join('')}${end}]`;
  if (typeof value === 'object' && value !== null) {
    const nameOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name));
    const members = Object.entries(value).map(
      ([name, item]) => `${pad}${nameOf(name)}: ${scriptLiteral(item, depth + 1)},\n`,
    );
    return members.length === 0 ? '{}' : `{\n${members.join('')}${end}}`;
  }
  return JSON.stringify(value);
}
