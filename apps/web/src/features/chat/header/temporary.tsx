import { Link } from '@tanstack/react-router';
import { Hourglass } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { buttonClass } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';

/** Makes the next chat temporary, or not. */
export function TemporaryToggle({ on }: { on: boolean }) {
  const { t } = useTranslation('chat');
  return (
    <Link
      to="/chat"
      search={{ temporary: on ? undefined : true }}
      replace
      role="switch"
      aria-checked={on}
      aria-label={t('temporary.label')}
      data-tip={t(on ? 'temporary.turnOff' : 'temporary.turnOn')}
      className={buttonClass('quiet', 'sm', on ? 'bg-accent-wash text-ink' : undefined)}
      // The space bar has to toggle a switch, which the browser does not do for a link.
      onKeyDown={(event) => {
        if (event.key !== ' ') return;
        event.preventDefault();
        event.currentTarget.click();
      }}
    >
      <Icon as={Hourglass} />
      <span className="max-md:hidden">{t('temporary.label')}</span>
    </Link>
  );
}
