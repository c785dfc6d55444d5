import type { Model } from '../../models/index.js';
import { titleIn, titleRequest } from './title-request.js';

describe('titleIn', () => {
  it.each([
    ['Moving a database', 'Moving a database'],
    ['"Moving a database."\n', 'Moving a database'],
    ['\n\n**Title:** Moving a database\n\nThis title says…', 'Moving a database'],
    ['# Moving  a\tdatabase', 'Moving a database'],
    ['„Umzug einer Datenbank“', 'Umzug einer Datenbank'],
    ['「データベースの移行」。', 'データベースの移行'],
    ['标题：迁移数据库', '迁移数据库'],
    ['عنوان: نقل قاعدة بيانات', 'نقل قاعدة بيانات'],
    ['\u202egnivoM\u0007 a base', 'gnivoM a base'],
    ['What is C++?', 'What is C++?'],
  ])('%j has the title %j', (text, title) => {
    expect(titleIn(text)).toBe(title);
  });

  it.each(['', '  \n***\n', '"…"', `Sure! ${'I can help you with that. '.repeat(10)}`])('%j has none', (text) => {
    expect(titleIn(text)).toBeUndefined();
  });
});

describe('titleRequest', () => {
  const model = { name: 'tiny', options: { num_ctx: 2048, temperature: 1, keep_alive: '1h' } } as Model;
  const chat = { question: 'a'.repeat(10_000), answer: 'b'.repeat(10_000) };

  it('reads the beginning of a chat only, and keeps the context that the model has', () => {
    const request = titleRequest(model, chat, { thinks: false, num_ctx: 8192 });
    expect(request.messages[0]!.content.length).toBeLessThan(3_500);
    expect(request.options).toEqual({ num_ctx: 8192, temperature: 0.3, num_predict: 48 });
    expect(request).toMatchObject({ keep_alive: '1h' });
    expect(request).not.toHaveProperty('think');
  });

  it('asks a model that thinks not to, with its own context when it did not answer', () => {
    const request = titleRequest(model, chat, { thinks: true, num_ctx: undefined });
    expect(request).toMatchObject({ think: false, options: { num_ctx: 2048 } });
  });
});
