import { type PastRun, questionOf, withRun } from './past';

const run = (id: string, content = 'hi'): PastRun => ({
  id,
  at: '2027-01-01T00:00:00Z',
  body: { messages: [{ role: 'user', content }] },
  status: 200,
  totalMs: 5,
  tokens: 1,
});

it('keeps the last fifty runs, and none that is too large', () => {
  const many = Array.from({ length: 60 }, (_, index) => run(String(index))).reduce<PastRun[]>(withRun, []);
  expect([many.length, many[0]?.id, many.at(-1)?.id]).toEqual([50, '59', '10']);
  expect(withRun(many, run('big', 'x'.repeat(50_000)))).toEqual(many);
});

it('a run is named after its last question', () => {
  expect(
    questionOf({
      messages: [
        { role: 'user', content: 'one' },
        { role: 'assistant', content: 'a' },
        { role: 'user', content: ' two ' },
      ],
    }),
  ).toBe('two');
  expect(questionOf({})).toBe('');
  expect(questionOf({ messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }] })).toBe('');
});
