import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Time } from '@/components/ui/time';
import { KEPT_TITLES } from '@/lib/session';
import { readStored } from '@/lib/storage';
import { type KeptTitle } from '@/lib/threads/titles-kept';

/** The titles as they were last; none after signing out. */
function keptTitles(): KeptTitle[] {
  try {
    return JSON.parse(readStored(KEPT_TITLES) ?? '[]') as KeptTitle[];
  } catch {
    return [];
  }
}

/** The latest chats as this device last saw them: what is there to come back to. */
export default function KeptTitles() {
  const { t } = useTranslation();
  const [titles] = useState(keptTitles);
  if (titles.length === 0) return null;
  return (
    <section aria-labelledby="kept-titles" className="w-full pt-6">
      <h2 id="kept-titles" className="pb-2 text-ui font-medium">
        {t('page.keptTitles')}
      </h2>
      <ul className="max-h-[40dvh] overflow-y-auto border-y border-line" tabIndex={0} aria-labelledby="kept-titles">
        {titles.map(({ id, title, updated_at }) => (
          <li key={id} className="flex justify-between gap-4 border-b border-line py-2 text-ui last:border-b-0">
            <span dir="auto" className="truncate">
              {title || t('nav.newChat')}
            </span>
            <span className="shrink-0 text-ink-3">
              <Time iso={updated_at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
