import { QueryClientProvider } from '@tanstack/react-query';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { toast } from 'sonner';
import { Menu } from '@/components/ui/menu';
import { queryClient } from '@/lib/query-client';
import { withTexts } from '../../../../test/texts';
import { audioQuery } from './api';
import { useReading } from './read-aloud';
import { ReadAloudItem } from './read-aloud-item';

beforeAll(async () => {
  await withTexts();
  queryClient.setQueryData(audioQuery.queryKey, { available: false } as never);
  let saying: { onend: () => void } | undefined;
  class SpeechSynthesisUtterance {}
  const speechSynthesis = {
    getVoices: () => [{ lang: 'en-US', localService: true }],
    speak: (one: typeof saying) => (saying = one),
    cancel: () => saying?.onend(),
  };
  Object.assign(globalThis, { SpeechSynthesisUtterance, speechSynthesis });
});

async function read(id: string) {
  const { unmount } = render(
    <QueryClientProvider client={queryClient}>
      <Menu startOpen trigger={<button type="button">More</button>}>
        <ReadAloudItem id={id} textOf={() => 'Paris.'} />
      </Menu>
    </QueryClientProvider>,
  );
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Read aloud' }));
  expect(useReading.getState().id).toBe(id);
  unmount();
}

const shown = () => toast.getToasts().map(({ id }) => id);

it('keeps its Stop in sight when another answer was read before', async () => {
  await read('a');
  await waitFor(() => expect(shown()).toEqual(['reading-a']));
  await read('b');
  await waitFor(() => expect(shown()).toEqual(['reading-b']));
});
