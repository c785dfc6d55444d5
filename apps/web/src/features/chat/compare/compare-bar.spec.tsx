import { type Model } from '@pocket-llm/api-client';
import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { loadTexts, startI18n } from '@/lib/i18n';
import { modelsQuery, usageTodayQuery } from '@/lib/queries';
import { queryClient } from '@/lib/query-client';
import { CompareBar } from './compare-bar';
import { setExtras } from '../extras';

const model = (name: string) => ({
  id: name,
  name,
  display_name: name.toUpperCase(),
  available: true,
  capabilities: [],
});
const MODELS = ['a', 'b', 'c', 'd'].map((name, at) => ({ ...model(name), is_default: at === 0 }) as unknown as Model);

const bar = (running: boolean) => (
  <QueryClientProvider client={queryClient}>
    <CompareBar threadId={undefined} continued={undefined} running={running} />
  </QueryClientProvider>
);
const chips = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent);

describe('the bar of several models', () => {
  beforeAll(async () => {
    await startI18n();
    await loadTexts('chat', 'compare');
    queryClient.setDefaultOptions({ queries: { staleTime: Infinity, retry: false } });
    queryClient.setQueryData(modelsQuery.queryKey, MODELS);
    queryClient.setQueryData(usageTodayQuery.queryKey, { limits: {}, used: { requests: 0 } } as never);
  });

  it('shows those that are asked, never more than may be asked', () => {
    setExtras(undefined, ['b', 'c', 'd']);
    render(bar(false));
    expect(chips()).toEqual(['A', 'B', 'C']);
    expect(screen.getByText(/Counts as 3 answers/)).toBeTruthy();
  });

  it('says while an answer is written that a message goes to one model, and later ones to all again', () => {
    setExtras(undefined, ['b']);
    render(bar(true));
    expect(chips()).toEqual([]);
    expect(screen.getByRole('status').textContent).toBe(
      'While an answer is written, a message asks only A. After that, all chosen models answer again.',
    );
  });
});
