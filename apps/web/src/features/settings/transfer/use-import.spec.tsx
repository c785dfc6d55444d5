import { ApiError, transferImport } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { Blob as NodeBlob } from 'node:buffer';
import { type ReactNode } from 'react';
import { useImport } from './use-import';

jest.mock('@pocket-llm/api-client', () => ({
  ...jest.requireActual<object>('@pocket-llm/api-client'),
  transferImport: jest.fn(),
}));

// jsdom's Blob cannot be read.
const original = globalThis.Blob;
beforeAll(() => Object.assign(globalThis, { Blob: NodeBlob }));
afterAll(() => Object.assign(globalThis, { Blob: original }));

const sent = jest.mocked(transferImport);
const NOTHING = { pictures: 0, files: 0, citations: 0, tool_results: 0, messages: 0 };
const reply = (imported: number, skipped: number, more: object = {}) =>
  ({
    data: {
      imported,
      skipped,
      failed: 0,
      failures: [],
      left_out: NOTHING,
      thread_ids: Array.from({ length: imported }, (_, i) => `${i}`),
      ...more,
    },
  }) as never;
const refusal = (code: string) =>
  ApiError.fromProblem({ title: 'Refused', status: 400, code, detail: 'Nothing in it.' } as never, { status: 400 });
const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => (
  <QueryClientProvider client={client}>{children}</QueryClientProvider>
);
const file = (content: unknown) =>
  Object.assign(new Blob([JSON.stringify(content)]), { name: 'chats.json' }) as unknown as File;
const many = Array.from({ length: 45 }, (_, i) => ({ title: `${i}`, mapping: {} }));

describe('importing a file', () => {
  beforeEach(() => sent.mockReset());

  it('sends a file in parts and sums their results', async () => {
    sent
      .mockResolvedValueOnce(reply(20, 0, { left_out: { ...NOTHING, pictures: 2 } }))
      .mockResolvedValueOnce(
        reply(14, 5, { failed: 1, failures: [{ number: 3, title: 'Shell', reason: 'It is broken.' }] }),
      )
      .mockResolvedValueOnce(reply(0, 5, { left_out: { ...NOTHING, pictures: 1, files: 4 } }));
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many)));
    const bodies = await Promise.all(sent.mock.calls.map(async ([{ body }]) => (body as unknown as Blob).text()));
    expect(bodies.map((body) => (JSON.parse(body) as unknown[]).length)).toEqual([20, 20, 5]);
    expect(result.current.state).toMatchObject({
      step: 'over',
      cancelled: false,
      result: {
        imported: 34,
        skipped: 10,
        failed: 1,
        total: 45,
        failures: [{ number: 23, title: 'Shell', reason: 'It is broken.' }],
        leftOut: { pictures: 3, files: 4, citations: 0 },
      },
    });
  });

  it('can be cancelled between two parts', async () => {
    const { result } = renderHook(useImport, { wrapper });
    sent.mockImplementationOnce(() => {
      result.current.cancel();
      return Promise.resolve(reply(20, 0)) as never;
    });
    await act(() => result.current.start(file(many)));
    expect(sent).toHaveBeenCalledTimes(1);
    expect(result.current.state).toMatchObject({ step: 'over', cancelled: true, result: { imported: 20 } });
  });

  it('keeps the parts before a failure', async () => {
    const failure = new Error('the server is gone');
    sent.mockResolvedValueOnce(reply(20, 0)).mockRejectedValueOnce(failure);
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many)));
    expect(sent).toHaveBeenCalledTimes(2);
    expect(result.current.state).toMatchObject({
      step: 'over',
      error: failure,
      cancelled: false,
      result: { imported: 20 },
    });
  });

  it('goes on after a part in which nothing can be read, and counts it', async () => {
    sent
      .mockRejectedValueOnce(refusal('import.unknown-format'))
      .mockResolvedValueOnce(reply(20, 0))
      .mockResolvedValueOnce(reply(5, 0));
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file(many)));
    expect(result.current.state).toMatchObject({ step: 'over', result: { imported: 25, failed: 20, total: 45 } });
    expect((result.current.state as { error?: unknown }).error).toBeUndefined();
  });

  it('says what the server says about a file of another kind', async () => {
    const error = refusal('import.unknown-format');
    sent.mockRejectedValue(error);
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(file([{ some: 'thing' }])));
    expect(result.current.state).toMatchObject({ step: 'over', error });
  });

  it('does not send a file that is cut off', async () => {
    const { result } = renderHook(useImport, { wrapper });
    await act(() => result.current.start(Object.assign(new Blob(['[{']), { name: 'half.json' }) as unknown as File));
    expect(result.current.state).toEqual({ step: 'unreadable', wrong: 'cut-off', name: 'half.json' });
    expect(sent).not.toHaveBeenCalled();
  });
});
