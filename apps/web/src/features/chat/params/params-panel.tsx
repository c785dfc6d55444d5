import { type Model } from '@pocket-llm/api-client';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { useMedia, useNarrow } from '@/lib/use-media';
import { closeParams, PANEL_ID } from '../panel-store';
import { ParamsForm } from './params-form';

export interface ParamsPanelProps {
  threadId: string | undefined;
  model: Model | undefined;
}

/** Below this width the conversation has no room beside the settings. */
const NO_ROOM = '(max-width: 1099px)';

/** The chat's settings: beside the conversation where there is room, else over it. */
export function ParamsPanel(props: ParamsPanelProps) {
  const { t } = useTranslation('chat');
  const narrow = useNarrow();
  const over = useMedia(NO_ROOM);
  const content = (
    <>
      <div className="flex h-12 shrink-0 items-center justify-between border-b border-line ps-4 pe-2">
        <h2 className="text-ui font-semibold">{t('params.title')}</h2>
        <IconButton icon={X} label={t('params.close')} onClick={closeParams} />
      </div>
      <ParamsForm {...props} />
    </>
  );
  if (over) {
    return (
      <Sheet open onOpenChange={closeParams} title={t('params.title')} side={narrow ? 'bottom' : 'end'}>
        {content}
      </Sheet>
    );
  }
  return (
    <aside
      id={PANEL_ID}
      aria-label={t('params.title')}
      className="flex min-h-0 w-[360px] shrink-0 flex-col border-s border-line"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        closeParams();
      }}
    >
      {content}
    </aside>
  );
}
