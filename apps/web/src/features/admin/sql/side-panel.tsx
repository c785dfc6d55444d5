import { Tabs } from '@base-ui/react/tabs';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { HistoryList } from './history-list';
import { SavedList } from './saved-list';
import { SchemaTree } from './schema-tree';

export const TAB = cn(
  'h-9 border-b-2 border-transparent px-2.5 text-console text-ink-2 hover:text-ink touch:h-11',
  'data-active:border-ink data-active:text-ink',
);

/** The schema, the saved queries, and the history. */
export function SidePanel({ onInsert }: { onInsert: (name: string) => void }) {
  const { t } = useTranslation('sql');
  return (
    <Tabs.Root defaultValue="schema" className="flex max-h-[80dvh] min-h-0 min-w-0 flex-col gap-2 md:max-h-full">
      <Tabs.List aria-label={t('side.label')} className="flex border-b border-line">
        {(['schema', 'saved', 'history'] as const).map((value) => (
          <Tabs.Tab key={value} value={value} className={TAB}>
            {t(`side.${value}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="schema" className="flex min-h-0 flex-col gap-2">
        <SchemaTree onInsert={onInsert} />
      </Tabs.Panel>
      <Tabs.Panel value="saved" className="min-h-0 overflow-y-auto">
        <SavedList />
      </Tabs.Panel>
      <Tabs.Panel value="history" className="min-h-0 overflow-y-auto">
        <HistoryList />
      </Tabs.Panel>
    </Tabs.Root>
  );
}
