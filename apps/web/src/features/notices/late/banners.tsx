import { type BannerBudgetDto, type BannerDto } from '@pocket-llm/api-client';
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { LinkedText } from '@/components/ui/linked-text';
import { cn } from '@/lib/cn';
import { formatPercent } from '@/lib/format';
import { useUser } from '@/lib/session';
import { useDismissAnnouncement } from './api';

const LOOKS = {
  info: { icon: Info, line: 'border-s-info', color: 'text-info' },
  warning: { icon: TriangleAlert, line: 'border-s-warn', color: 'text-warn' },
  danger: { icon: CircleAlert, line: 'border-s-danger', color: 'text-danger' },
} as const;

/** From so many characters on the banners may be higher than their box on a phone. */
const LONG = 240;

/** What the admins announce, the worst first. Nobody can dismiss a danger, nor anything before the sign-in. */
export function Banners({ list }: { list: readonly BannerDto[] }) {
  const { t } = useTranslation('announcements');
  const isLong = list.reduce((all, { text }) => all + text.length, 0) > LONG || list.length > 2;
  return (
    <section
      aria-label={t('banners')}
      className="max-h-[35dvh] shrink-0 overflow-y-auto"
      // Else the keyboard could not scroll it.
      tabIndex={isLong ? 0 : undefined}
    >
      {list.map((banner) => (
        <Banner key={banner.id} banner={banner} />
      ))}
    </section>
  );
}

function Banner({ banner: { id, level, text, budget } }: { banner: BannerDto }) {
  const { t } = useTranslation('announcements');
  const user = useUser();
  const dismiss = useDismissAnnouncement();
  const { icon, line, color } = LOOKS[level];
  return (
    <div
      role={level === 'danger' ? 'alert' : 'status'}
      className={cn('flex items-start gap-3 border-s-4 border-b border-b-line bg-sunken ps-3 pe-2 text-ui', line)}
    >
      <span className={cn('flex h-9 shrink-0 items-center', color)}>
        <Icon as={icon} />
      </span>
      <p className="min-w-0 flex-1 py-2">
        <span className="sr-only">{t(`levels.${level}`)}: </span>
        {budget ? <BudgetText budget={budget} /> : <LinkedText text={text} />}
      </p>
      {user && level !== 'danger' && (
        <IconButton
          icon={X}
          label={t('dismiss')}
          className="my-0.5"
          busy={dismiss.isPending}
          onClick={() => dismiss.mutate(id)}
        />
      )}
    </div>
  );
}

/** That a limit is nearly or all used up. The sentence of the server is English. */
function BudgetText({ budget }: { budget: BannerBudgetDto }) {
  const { t } = useTranslation('announcements');
  const { holder, name, measure, period, used, limit } = budget;
  // Never 100 % while something is left.
  const share = formatPercent(Math.min(1, Math.floor((used / limit) * 100) / 100));
  return t(`budget.${holder}.${measure}.${period}`, { share, name });
}
