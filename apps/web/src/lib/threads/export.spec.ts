import { joinJson } from './export';

describe('an export of several threads', () => {
  it('is one file of the same format', () => {
    const file = (id: string) =>
      JSON.stringify({ format: 'pocket-llm', version: 1, exported_at: 'now', threads: [{ id }] });
    expect(JSON.parse(joinJson([file('a'), file('b')]))).toEqual({
      format: 'pocket-llm',
      version: 1,
      exported_at: 'now',
      threads: [{ id: 'a' }, { id: 'b' }],
    });
  });
});
