import { ApiError } from '@pocket-llm/api-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { withTexts } from '../../../../test/texts';
import { KnownFailure } from './failure-notice';

const error = ApiError.fromProblem({ status: 503, code: 'llm.unavailable', detail: 'B cannot be reached.' });
const show = (compareWith: readonly string[] | undefined) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <KnownFailure
        error={error}
        threadId={undefined}
        model="A"
        compareWith={compareWith}
        notSent
        onRetry={jest.fn()}
      />
    </QueryClientProvider>,
  );

describe('a question that was refused', () => {
  beforeAll(withTexts);

  it('names the model that was asked', () => {
    show([]);
    expect(screen.getByText(/A cannot be reached at the moment/)).toBeTruthy();
  });

  it('to several models says with the server which of them it is about', () => {
    show(['B']);
    expect(screen.getByText(/· B cannot be reached\.$/)).toBeTruthy();
  });
});
