import { type Model } from '@pocket-llm/api-client';
import { Check } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { ITEM, Menu, MenuGroup, MenuGroupLabel, MenuRadioGroup, MenuRadioItem } from '@/components/ui/menu';
import { Status } from '@/components/ui/status';
import { formatBytes, formatNumber, formatTokens } from '@/lib/format';
import { setPrefs } from '@/lib/prefs';
import { useModels } from '@/lib/use-model';

/** The models by readiness. Each one says where it runs, how large it is and whether it is there. */
export default function ModelMenu({ trigger, startOpen }: { trigger: ReactElement; startOpen?: boolean }) {
  const { t } = useTranslation('models');
  const { query, models, model } = useModels();
  const groups = [
    { label: t('loaded'), models: models.filter((one) => one.available && one.loaded) },
    { label: t('available'), models: models.filter((one) => one.available && !one.loaded) },
    { label: t('unavailable'), models: models.filter((one) => !one.available) },
  ].filter((group) => group.models.length > 0);
  return (
    <Menu className="w-96 max-w-[calc(100vw-1.5rem)]" startOpen={startOpen} onOpenChange={(open) => open && void query.refetch()} trigger={trigger}>
      <MenuRadioGroup value={model?.name ?? ''} onValueChange={(name: string) => setPrefs({ model: name })}>
        {groups.map((group) => (
          <MenuGroup key={group.label}>
            <MenuGroupLabel className="px-2 pt-2 pb-1 text-meta text-ink-3">{group.label}</MenuGroupLabel>
            {group.models.map((one) => (
              <MenuRadioItem key={one.id} value={one.name} disabled={!one.available} closeOnClick className={`${ITEM} items-start`}>
                <ModelLine model={one} />
                <span className="flex w-4 shrink-0 pt-0.5">{one.name === model?.name && <Icon as={Check} className="text-accent" />}</span>
              </MenuRadioItem>
            ))}
          </MenuGroup>
        ))}
      </MenuRadioGroup>
    </Menu>
  );
}

function ModelLine({ model }: { model: Model }) {
  const { t } = useTranslation('models');
  const facts = [
    t(`provider.${model.provider}`),
    model.size_bytes ? formatBytes(model.size_bytes) : undefined,
    model.quantization ?? undefined,
    model.context_length ? t('context', { tokens: formatTokens(model.context_length) }) : undefined,
    model.tokens_per_second ? t('speed', { value: formatNumber(model.tokens_per_second, { maximumFractionDigits: 0 }) }) : undefined,
  ].filter(Boolean);
  return (
    <span className="flex min-w-0 flex-1 flex-col gap-0.5">
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{model.display_name}</span>
        <span className="flex shrink-0 gap-2 text-meta text-ink-3">
          {model.is_default && t('default')}
          {model.loaded && <Status tone="ok">{t('inMemory')}</Status>}
        </span>
      </span>
      <span className="tabular font-mono text-eyebrow text-ink-3">{facts.join(' · ')}</span>
      {!model.available && <span className="text-meta whitespace-normal text-ink-2">{model.unavailable_reason ?? t('pull', { name: model.name })}</span>}
    </span>
  );
}
