import { readdirSync } from 'node:fs';
import path from 'node:path';
import openapi from '../../../../../libs/api-client/openapi.json';
import { LANGUAGES } from './languages';

type Texts = { readonly [key: string]: string | Texts };

const FOLDER = path.join(__dirname, 'catalogs');
const NAMESPACES = readdirSync(path.join(FOLDER, 'en')).map((file) => path.parse(file).name);
const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** Texts by their keys, such as `nav.newChat`. */
const flat = (texts: Texts, prefix = ''): [key: string, text: string][] =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`),
  );

const read = (language: string, namespace: string): Map<string, string> =>
  new Map(flat(jest.requireActual<{ default: Texts }>(path.join(FOLDER, language, namespace)).default));

const PLURAL = /_(zero|one|two|few|many|other)$/;
const placeholders = (text: string): string[] => [...text.matchAll(/\{\{(\w+)[^}]*\}\}/g)].map(([, name]) => name!);

/** The keys that a language needs: those of English, with its own plural forms instead of one and other. */
function needed(english: Map<string, string>, language: string): Set<string> {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(
    [...english.keys()].flatMap((key) =>
      PLURAL.test(key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key],
    ),
  );
}

it('there is a catalogue of every area in every language', () => {
  for (const language of OTHERS)
    expect([
      language,
      readdirSync(path.join(FOLDER, language))
        .filter((file) => file !== 'index.ts')
        .map((file) => path.parse(file).name),
    ]).toEqual([language, NAMESPACES]);
});

describe.each(OTHERS)('in %s', (language) => {
  it.each(NAMESPACES)('%s has every text, with its placeholders', (namespace) => {
    const english = read('en', namespace);
    const texts = read(language, namespace);
    const keys = needed(english, language);
    expect([...keys].filter((key) => !texts.has(key))).toEqual([]);
    expect([...texts.keys()].filter((key) => !keys.has(key))).toEqual([]);
    const wrong = [...texts].filter(([key, text]) => {
      const original = english.get(key) ?? english.get(key.replace(PLURAL, '_other'))!;
      const [all, own] = [placeholders(original), placeholders(text)];
      // A form for one, two or none may say the number in words.
      const silent = PLURAL.test(key) && !/_(other|few|many)$/.test(key) ? ['count'] : [];
      return (
        text.trim() === '' ||
        own.some((name) => !all.includes(name) && !own.includes('count')) ||
        all.some((name) => !own.includes(name) && !silent.includes(name))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('is no copy of the English', () => {
    // Addresses and names of code are the same in every language.
    const wordsOf = (text: string) => text.replace(/\{\{.*?\}\}|`.*?`/g, '').trim();
    const same = NAMESPACES.flatMap((namespace) => {
      const english = read('en', namespace);
      // Sentences: a single word may be the same, such as a name.
      return [...read(language, namespace)].filter(
        ([key, text]) => text === english.get(key) && /\s\S+\s/.test(wordsOf(text)),
      );
    });
    expect(same).toEqual([]);
  });
});

it('there is a sentence for every code of the server, and no other', () => {
  const codes = openapi.components.schemas.ProblemDto.properties.code.enum;
  expect([...read('en', 'errors').keys()].sort()).toEqual([...codes].sort());
});
