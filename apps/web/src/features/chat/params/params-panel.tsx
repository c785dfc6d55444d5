import { type Model } from '@pocket-llm/api-client';
import { X } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Sheet } from '@/components/ui/dialog';
import { IconButton } from '@/components/ui/icon-button';
import { importWithTexts } from '@/lib/i18n';
import { useMedia, useNarrow } from '@/lib/use-media';
import { closeParams, PANEL_ID, useSidePanel } from './panel-store';
import { ParamsForm } from './params-form';

interface ParamsPanelProps {
  threadId: string | undefined;
  model: Model | undefined;
}

/** Below this width the conversation has no room beside the settings. */
const NO_ROOM = '(max-width: 1099px)';

const SourcePanel = lazy(importWithTexts('sources', () => import('../sources/source-panel')));

/** What stands beside the conversation. */
export default function SidePanel(props: ParamsPanelProps) {
  const source = useSidePanel((panel) => panel.source);
  const { threadId } = props;
  // Another chat, or another person, has other sources.
  useEffect(
    () => () => {
      if (useSidePanel.getState().source) useSidePanel.setState({ open: false, source: undefined });
    },
    [threadId],
  );
  return source ? (
    <Suspense>
      <SourcePanel shown={source} />
    </Suspense>
  ) : (
    <ParamsPanel {...props} />
  );
}

/** The chat's settings: beside the conversation where there is room, else over it. */
function ParamsPanel(props: ParamsPanelProps) {
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
