import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCES = path.resolve(__dirname, '..');
const read = (file: string): string => readFileSync(path.join(SOURCES, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });

/** The properties that a rule of the tokens sets. */
const tokens = (selector: string): Map<string, string> => {
  const body = read('styles/tokens.css').split(`${selector} {`)[1]!.split('}')[0]!;
  return new Map([...body.matchAll(/([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name!, value!]));
};

// The browser journeys rely on it: they run all accessibility rules in one theme, and those about colours in the other.
describe('the dark theme', () => {
  it('changes nothing but colours and shadows', () => {
    const dark = tokens('.dark');
    expect(dark.size).toBeGreaterThan(20);
    for (const [name, value] of dark) {
      expect(tokens(':root').has(name) && name).toBe(name);
      expect(`${name}: ${value}`).toMatch(
        /^--[\w-]+: (#[0-9a-f]{6}|rgb\([\d ./]+\))$|^--elevation-\d: 0 0 0 1px var\(/,
      );
    }
  });

  it('is a change of the tokens and of nothing else', () => {
    const rule = /\.dark\b|prefers-color-scheme/;
    const styles = files.filter(
      (file) => file.endsWith('.css') && rule.test(read(file).replace(/@custom-variant.*/g, '')),
    );
    expect(styles).toEqual([path.join('styles', 'tokens.css')]);
    const sources = files.filter((file) => /\.tsx?$/.test(file) && !file.includes('.spec.'));
    expect(sources.filter((file) => /['"`\s]dark:[a-z[]/.test(read(file)))).toEqual([]);
    // The theme itself, and what shows which one is chosen.
    expect(
      sources
        .filter((file) => /\buseTheme\(\)/.test(read(file)))
        .map((file) => path.basename(file))
        .sort(),
    ).toEqual(['account-menu.tsx', 'preferences.tsx', 'theme.ts', 'use-commands.ts']);
  });
});
