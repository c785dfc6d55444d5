import { nextCursor } from './paging.js';

describe('the next page', () => {
  it.each([
    ['</api/chat/threads?limit=50&cursor=abc%3D>; rel="next"', 'abc='],
    ['</a?cursor=1>; rel="prev", </a?cursor=2>; rel="next"', '2'],
    ['<https://portal.example/a?cursor=x,y>; rel=next', 'x,y'],
    ['</a?cursor=1>; rel="prev"', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('of %s is %s', (link, cursor) => expect(nextCursor(link)).toBe(cursor));
});
