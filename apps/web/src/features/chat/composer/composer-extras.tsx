import { type Model } from '@pocket-llm/api-client';
import { Mic } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { importWithTexts } from '@/lib/i18n';
import { lateComponent } from '@/lib/late-import';

const Dictation = lateComponent(
  importWithTexts('audio', () => import('../audio/dictation').then((module) => module.Dictation)),
);

const DropHint = lateComponent(
  importWithTexts('chat-late', () => import('./drop-hint').then((module) => module.DropHint)),
);

interface ExtrasProps {
  /** The conversation that is written to: what is dictated ends with it. */
  conversation: string;
  model: Model | undefined;
  onText: (text: string) => void;
  onFiles: (files: File[]) => void;
}

/** What a composer has beside its field: dictation, and the whole chat as a place to drop files on. */
export function ComposerExtras({ conversation, model, onText, onFiles }: ExtrasProps) {
  return (
    <>
      <DropArea model={model} onFiles={onFiles} />
      <DictateButton key={conversation} onText={onText} />
    </>
  );
}

/** Takes files that are dropped anywhere on the chat, and says before that what can be taken. */
function DropArea({ model, onFiles }: Omit<ExtrasProps, 'onText' | 'conversation'>) {
  const mark = useRef<HTMLSpanElement>(null);
  const [area, setArea] = useState<HTMLElement | null>(null);
  const [kinds, setKinds] = useState<readonly string[]>();
  const take = useRef(onFiles);
  useEffect(() => {
    take.current = onFiles;
  });
  useEffect(() => {
    const place = mark.current?.closest('form')?.parentElement;
    if (!place) return;
    setArea(place);
    const left = new AbortController();
    const on = (type: 'dragover' | 'dragleave' | 'drop', act: (event: DragEvent, files: DataTransfer) => void) =>
      place.addEventListener(
        type,
        (event) => event.dataTransfer?.types.includes('Files') && act(event, event.dataTransfer),
        { signal: left.signal },
      );
    on('dragover', (event, { items }) => {
      event.preventDefault();
      setKinds((before) => before ?? [...items].map(({ type }) => type));
    });
    on('dragleave', ({ relatedTarget }) => place.contains(relatedTarget as Node | null) || setKinds(undefined));
    on('drop', (event, { files }) => {
      event.preventDefault();
      setKinds(undefined);
      take.current([...files]);
    });
    return () => left.abort();
  }, []);
  return (
    <>
      <span ref={mark} hidden />
      {kinds && area && createPortal(<DropHint items={kinds} model={model} fallback={null} />, area)}
    </>
  );
}

/** Writes what is said. Absent where nothing can: neither the browser nor the portal. */
function DictateButton({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation('chat');
  const [can, setCan] = useState('SpeechRecognition' in window || 'webkitSpeechRecognition' in window);
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (!can) void import('../audio/can-record').then(({ canRecord }) => canRecord()).then(setCan, () => undefined);
  }, [can]);
  if (!can) return null;
  const button = (
    <Button
      variant="quiet"
      size="round"
      aria-label={t('composer.dictate')}
      data-tip={t('composer.dictate')}
      onClick={() => setOn(true)}
    >
      <Icon as={Mic} size={20} />
    </Button>
  );
  return on ? <Dictation onText={onText} onEnd={() => setOn(false)} fallback={button} /> : button;
}
