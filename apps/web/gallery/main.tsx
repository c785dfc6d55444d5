import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { startI18n } from '@/lib/i18n';
import { usageTodayQuery } from '@/lib/queries';
import { queryClient } from '@/lib/query-client';
import { watchTheme } from '@/lib/theme';
import '@/styles/app.css';
import './gallery.css';
import { Buttons } from './sections/buttons';
import { Charts } from './sections/charts';
import { Data } from './sections/data';
import { Fields } from './sections/fields';
import { Notices } from './sections/notices';
import { Overlays } from './sections/overlays';
import { Texts } from './sections/texts';

void startI18n();
watchTheme();
queryClient.setQueryDefaults(usageTodayQuery.queryKey, { staleTime: Infinity });
queryClient.setQueryData(usageTodayQuery.queryKey, {
  used: { requests: 40, tokens: 12_400 },
  month: { used: { requests: 310, tokens: 96_000 }, resets_at: '2026-12-01T00:00:00.000Z' },
  limits: { requests_per_day: 40, tokens_per_day: 50_000, parallel_runs: 2 },
  groups: [],
  costs: { currency: null, cost_micros: 0, energy_micro_wh: 0 },
  resets_at: '2026-11-30T00:00:00.000Z',
});

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={queryClient}>
    <main className="gallery">
      <h1 className="text-page font-semibold">Gallery</h1>
      <Buttons />
      <Fields />
      <Notices />
      <Data />
      <Charts />
      <Texts />
      <Overlays />
    </main>
  </QueryClientProvider>,
);
