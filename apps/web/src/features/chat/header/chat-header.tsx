import { type Message, type Model, type ThreadDetail } from '@pocket-llm/api-client';
import { Bookmark, MoreHorizontal, Plus, SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { DeferredMenu } from '@/components/ui/deferred';
import { Icon } from '@/components/ui/icon';
import { IconButton } from '@/components/ui/icon-button';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';
import { cn } from '@/lib/cn';
import { useNarrow } from '@/lib/use-media';
import { MOST_COMPARED, useExtras } from '../extras';
import { TemporaryToggle } from './temporary';
import { Title } from './title';
import { Gauge } from '../params/gauge';
import { panelButton, toggleParams, useSidePanel } from '../params/panel-store';
import { useEstimate } from '../params/use-estimate';
import { isChanged, useParams } from '../params/use-params';

/** A dot on a button: some setting differs from the default. */
const MARK = 'relative after:absolute after:end-1.5 after:top-1.5 after:size-1.5 after:rounded-full after:bg-accent';

const loadAdd = importWithTexts('compare', () => import('../compare/add-menu'));
const loadMenu = importWithTexts(['compare', 'chat-late'], () => import('./header-menu'));
const loadNote = importWithTexts('chat-late', () => import('./temporary-note'));
const TemporaryNote = lateComponent(() => loadNote().then((module) => module.TemporaryNote));
const loadPresets = importWithTexts('chat-late', () => import('../params/preset-menu'));

interface ChatHeaderProps {
  threadId: string | undefined;
  thread: ThreadDetail | undefined;
  /** The branch that is shown. */
  messages: readonly Message[];
  /** How many messages before it are not loaded, at most. */
  older: number;
  model: Model | undefined;
  /** Whether a new chat is temporary. */
  temporary: boolean;
  picker: ReactNode;
  sidebarButton: ReactNode;
}

/** Title, model and settings of the conversation. Stays visible while the transcript scrolls. */
export function ChatHeader(props: ChatHeaderProps) {
  const { threadId, thread, messages, older, model, temporary, picker, sidebarButton } = props;
  const { t } = useTranslation('chat');
  const narrow = useNarrow();
  const [renaming, setRenaming] = useState(false);
  const params = useParams(threadId);
  const extras = useExtras(threadId, model?.name);
  const panelOpen = useSidePanel(({ open, source }) => open && !source);
  const estimate = useEstimate(messages, older, model, params);
  const changed = isChanged(params);
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line px-3 max-md:gap-0 max-md:px-1">
        {sidebarButton}
        {thread && <Title thread={thread} renaming={renaming} onRenaming={setRenaming} />}
        {!(narrow && renaming) && <div className={cn('flex min-w-0', thread && 'max-md:max-w-[38%]')}>{picker}</div>}
        {!narrow && model && extras.length < MOST_COMPARED - 1 && (
          <DeferredMenu
            load={loadAdd}
            props={{ threadId }}
            trigger={<IconButton icon={Plus} label={t('addModel')} />}
          />
        )}
        {/* On a phone the title takes all the room that is left. */}
        {!(narrow && thread) && <div className="flex-1" />}
        {threadId === undefined && !narrow && (
          <DeferredMenu
            load={loadPresets}
            props={{ threadId, model: model?.name }}
            trigger={
              <Button variant="quiet" size="sm">
                <Icon as={Bookmark} />
                {t('presets.title')}
              </Button>
            }
          />
        )}
        {threadId === undefined && <TemporaryToggle on={temporary} />}
        {!narrow && messages.length > 0 && <Gauge estimate={estimate} />}
        {!narrow && (
          <IconButton
            {...panelButton}
            icon={SlidersHorizontal}
            label={t(changed ? 'params.openChanged' : 'params.title')}
            aria-expanded={panelOpen}
            onClick={toggleParams}
            className={changed ? MARK : undefined}
          />
        )}
        {(narrow || thread) && (
          <DeferredMenu
            load={loadMenu}
            props={{ threadId, thread, narrow, onRename: () => setRenaming(true) }}
            trigger={
              <IconButton
                icon={MoreHorizontal}
                label={t('header.more')}
                className={narrow && changed ? MARK : undefined}
              />
            }
          />
        )}
      </header>
      {(thread?.temporary ?? temporary) && <TemporaryNote thread={thread} fallback={null} />}
    </>
  );
}
