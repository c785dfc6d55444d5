import { ApiError } from '@pocket-llm/api-client';
import { ErrorNotice, Hint } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Status } from '@/components/ui/status';
import { UsageToday } from '@/components/ui/usage-today';
import { Group, nothing, Row } from '../group';

const REFUSED = new ApiError({
  kind: 'unavailable',
  status: 503,
  requestId: '7f2c8a51-6b1e-4d9c-9a58-0c1d2e3f4a5b',
  problem: { status: 503, code: 'llm.unavailable', detail: 'The language model backend is out of reach.' },
});
const TONES = ['ok', 'warn', 'danger', 'info', 'idle', 'live'] as const;

/** What says how things are. */
export const Notices = () => (
  <Group title="Notices">
    <Row>
      {TONES.map((tone) => (
        <Status key={tone} tone={tone}>
          {tone}
        </Status>
      ))}
    </Row>
    <Hint>A neutral notice, which needs nothing to be done.</Hint>
    <ErrorNotice error={REFUSED} onRetry={nothing} />
    <ErrorNotice
      error={new Error('A defect')}
      detail="http://10.0.0.12:11434 refuses the connection. Does the program run, and listen on that address?"
    />
    <Skeleton rows={3} className="h-6" />
    <UsageToday />
  </Group>
);
