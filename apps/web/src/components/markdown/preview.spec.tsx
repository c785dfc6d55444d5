import { act, fireEvent, render, waitFor } from '@testing-library/react';
import { MessageChannel } from 'node:worker_threads';
import type { PreviewReply, PreviewRequest } from '@/lib/preview-protocol';
import { withTexts } from '../../../test/texts';
import { Preview } from './preview';

beforeAll(withTexts);
beforeAll(() => void Object.assign(globalThis, { MessageChannel }));
afterEach(() => document.documentElement.classList.remove('dark'));

/** Lets the frame of the page load, and answers in its place. */
async function answer(reply: PreviewReply): Promise<PreviewRequest> {
  const frame = document.querySelector('iframe')!;
  const handed = jest.spyOn(frame.contentWindow!, 'postMessage').mockImplementation(() => undefined);
  fireEvent.load(frame);
  const [request, , [port]] = handed.mock.lastCall as unknown as [PreviewRequest, string, [MessagePort]];
  port.postMessage(reply);
  port.close();
  await waitFor(() => expect(state()).toBe(reply.drawn ? 'drawn' : 'failed'));
  return request;
}
const state = () => document.querySelector('[data-preview]')!.getAttribute('data-preview');

it('a diagram that failed is drawn again in the other theme, also when the system changes it', async () => {
  render(<Preview language="mermaid" code="graph TD; a-->b" />);
  expect(await answer({ drawn: false, why: 'invalid' })).toMatchObject({ kind: 'mermaid', dark: false });
  expect([state(), document.querySelector('iframe')]).toEqual(['failed', null]);
  await act(async () => document.documentElement.classList.add('dark'));
  expect(state()).toBe('drawing');
  expect(await answer({ drawn: true, svg: '<svg />' })).toMatchObject({ dark: true, text: 'graph TD; a-->b' });
  expect(state()).toBe('drawn');
});

it('another text is another drawing', async () => {
  const { rerender } = render(<Preview language="svg" code="<svg />" />);
  await answer({ drawn: true, svg: '<svg />' });
  rerender(<Preview language="svg" code="<svg id='b' />" />);
  expect(state()).toBe('drawing');
  expect(await answer({ drawn: true, svg: '<svg />' })).toMatchObject({ text: "<svg id='b' />" });
});
