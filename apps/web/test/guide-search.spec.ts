import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Section {
  address: string;
  text: string;
}
// The guide is made by scripts without types.
const { PAGES } = jest.requireActual<{ PAGES: { file: string }[] }>('../../../scripts/guide/pages.mjs');
const { renderPage, searchEntries } = jest.requireActual<{
  renderPage(markdown: string, page: object): object;
  searchEntries(pages: object[]): Section[];
}>('../../../scripts/guide/render.mjs');
const { searchOver, excerptOf } = jest.requireActual<{
  searchOver(sections: Section[]): (query: string) => Section[];
  excerptOf(text: string, query: string): string;
}>('../../../scripts/guide/find.js');

const textOf = (file: string) => readFileSync(path.resolve(__dirname, '../../..', file), 'utf8');
const find = searchOver(searchEntries(PAGES.map((page) => ({ page, ...renderPage(textOf(page.file), page) }))));

it.each([
  ['two models at once', 'chat#compare'],
  ['comp', 'chat#compare'],
  ['change language', 'account#change-the-language'],
  ['forgot password', 'account#a-forgotten-password'],
  ['I lost my password, what now?', 'account#a-forgotten-password'],
  ['2FA', 'account#second-factor'],
  ['dark mode', 'account#settings'],
  ['upload pdf', 'chat#files-and-pictures'],
  ['invite a friend', 'start#let-others-in'],
  ['keyboard shortcuts', 'keyboard'],
  ['temporary chats', 'chat#temporary-chats'],
  ['backups', 'operations#backup-and-restore'],
])('"%s" leads to %s', (query, address) => {
  expect(find(query)[0]?.address).toBe(`/docs/guide/${address}`);
});

it.each(['qqq', '…'])('"%s" is nowhere', (query) => expect(find(query)).toEqual([]));

it('an excerpt shows where the word stands', () => {
  expect(excerptOf(`${'Long before it. '.repeat(20)}Then a passkey signs you in.`, 'passkeys')).toMatch(/^….*passkey/);
});
