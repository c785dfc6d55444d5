import { PageWriter } from './page-writer.js';
import type { ParsedPage } from './protocol.js';

it('holds pages back for a second at most, and not one by one when they come fast', async () => {
  const clock = jest.spyOn(performance, 'now').mockReturnValue(0);
  const sent: number[][] = [];
  const send = (pages: ParsedPage[]) => {
    sent.push(pages.map(({ page }) => page));
    return Promise.resolve();
  };
  const writer = new PageWriter({ pages: 100, characters: 1_000, expandedBytes: 0 }, send);
  for (const now of [100, 200, 1_300, 1_400, 2_500]) {
    clock.mockReturnValue(now);
    await writer.page('text');
  }
  await writer.end();
  clock.mockRestore();
  expect(sent).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});
