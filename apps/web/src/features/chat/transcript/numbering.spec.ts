import { type Message } from '@pocket-llm/api-client';
import { type Numbering, renumbered } from './numbering';

const path = (ids: string) => [...ids].map((id) => ({ id }) as Message);
const NONE: Numbering = { conversation: '', first: undefined, start: 0 };

describe('the turns of a conversation', () => {
  it('keep their numbers when older ones come before them', () => {
    const end = renumbered(NONE, 't', path('cde'));
    expect(end.start).toBe(0);
    const more = renumbered(end, 't', path('abcde'));
    expect(more.start).toBe(-2);
    expect(renumbered(more, 't', path('zabcdef')).start).toBe(-3);
  });

  it('keep their numbers when another branch is shown', () => {
    const more = renumbered(renumbered(NONE, 't', path('cd')), 't', path('abcd'));
    expect(renumbered(more, 't', path('abxy')).start).toBe(-2);
    expect(renumbered(more, 't', path('xy')).start).toBe(-2);
  });

  it('are numbered anew in another conversation', () => {
    const more = renumbered(renumbered(NONE, 't', path('c')), 't', path('abc'));
    expect(renumbered(more, 'u', path('q')).start).toBe(0);
  });
});
