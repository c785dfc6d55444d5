import { type GroupDto } from '@pocket-llm/api-client';
import { useTranslation } from 'react-i18next';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { cn } from '@/lib/cn';
import { formatNumber } from '@/lib/format';
import { useGroupWords } from '../rights/words';

interface GroupsProps {
  groups: GroupDto[];
  /** Number of models of the portal. */
  allModels: number;
  onOpen: (id: string) => void;
}

/** The groups as a table. A click opens a group's details. */
export function GroupTable({ groups, allModels, onOpen }: GroupsProps) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th className="w-full">{t('group')}</Th>
          <Th className="text-end">{t('people')}</Th>
          <Th>{t('models')}</Th>
          <Th>{t('quota')}</Th>
          <Th>{t('source')}</Th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <Tr key={group.id} onOpen={() => onOpen(group.id)}>
            <Td>
              <span className="flex min-w-40 flex-col py-1">
                <button
                  type="button"
                  aria-label={t('open', { name: group.name })}
                  onClick={(event) => {
                    event.stopPropagation();
                    onOpen(group.id);
                  }}
                  className="min-h-6 self-start text-start font-medium wrap-anywhere underline-offset-2 hover:underline"
                >
                  {group.name}
                </button>
                {group.description && (
                  <span className="line-clamp-1 text-meta wrap-anywhere text-ink-3">{group.description}</span>
                )}
              </span>
            </Td>
            <Td className="tabular text-end font-mono">{formatNumber(group.member_count)}</Td>
            <Td className={cn('whitespace-nowrap', !group.models_decided && 'text-warn')}>
              {words.models(group, allModels)}
            </Td>
            <Td className="min-w-56">{words.quota(group)}</Td>
            <Td className="whitespace-nowrap">{words.source(group)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** The groups on a narrow screen. */
export function GroupList({ groups, allModels, onOpen }: GroupsProps) {
  const { t } = useTranslation('groups');
  const words = useGroupWords();
  return (
    <ul aria-label={t('title')} className="divide-y divide-line border-y border-line text-console">
      {groups.map((group) => (
        <li key={group.id}>
          <button
            type="button"
            aria-label={t('open', { name: group.name })}
            onClick={() => onOpen(group.id)}
            className="flex min-h-14 w-full flex-col gap-0.5 py-2 text-start"
          >
            <span className="font-medium wrap-anywhere">{group.name}</span>
            <span className="flex flex-wrap gap-x-3 text-meta text-ink-2">
              <span>{words.people(group)}</span>
              <span className={cn(!group.models_decided && 'text-warn')}>
                {t('modelsAre', { models: words.models(group, allModels) })}
              </span>
              {group.source !== 'manual' && <span>{words.source(group)}</span>}
            </span>
            <span className="text-meta text-ink-3">{words.quota(group)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
