import { transferImport } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { type ReactNode } from 'react';
import { useImport } from './use-import';

jest.mock('@pocket-llm/api-client', () => ({ transferImport: jest.fn() }));

const send = jest.mocked(transferImport);
const reply = (imported: number, skipped: number) =>
  ({ data: { imported, skipped, thread_ids: Array.from({ length: imported }, (_, i) => `${i}`) } }) as never;
const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);
// jsdom's File has no text().
const file = (content: unknown, size = 1) =>
  ({ name: 'chats.json', size, text: () => Promise.resolve(JSON.stringify(content)) }) as File;
const many = Array.from({ length: 45 }, (_, i) => ({ title: `${i}`, mapping: {} }));

describe('importing a file', () => {
  beforeEach(() => send.mockReset());

  it('sends a file in parts and sums their results', async () => {
    send.mockResolvedValueOnce(reply(20, 0)).mockResolvedValueOnce(reply(15, 5)).mockResolvedValueOnce(reply(0, 5));
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many)));
    expect(send.mock.calls.map(([{ body }]) => (body as unknown[]).length)).toEqual([20, 20, 5]);
    expect(result.current.state).toMatchObject({
      step: 'over',
      cancelled: false,
      result: { imported: 35, skipped: 10 },
    });
  });

  it('can be cancelled between two parts', async () => {
    const { result } = renderHook(useImport, { wrapper });
    send.mockImplementationOnce(() => {
      result.current.cancel();
      return Promise.resolve(reply(20, 0));
    });
    await act(() => result.current.start(file(many)));
    expect(send).toHaveBeenCalledTimes(1);
    expect(result.current.state).toMatchObject({ step: 'over', cancelled: true, result: { imported: 20 } });
  });

  it('keeps the parts before a failure', async () => {
    const refusal = new Error('refused');
    send.mockResolvedValueOnce(reply(20, 0)).mockRejectedValueOnce(refusal);
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many)));
    expect(result.current.state).toMatchObject({
      step: 'over',
      error: refusal,
      cancelled: false,
      result: { imported: 20 },
    });
  });

  it('does not read a file that is too large', async () => {
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many, 65 * 1024 * 1024)));
    expect(result.current.state).toMatchObject({ step: 'unreadable', wrong: 'too-large' });
    expect(send).not.toHaveBeenCalled();
  });
});
