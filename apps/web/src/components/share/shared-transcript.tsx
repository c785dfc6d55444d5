import { type SharedMessageDto } from '@pocket-llm/api-client';
import { ChevronRight } from 'lucide-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/lib/cn';
import { Markdown } from '../markdown/markdown';
import { Icon } from '../ui/icon';

const QUESTION = cn(
  'max-w-[80%] min-w-0 rounded-panel bg-sunken px-4 py-2.5 text-prose break-words whitespace-pre-wrap',
  'print:border print:border-line',
);
const SUMMARY = 'flex w-fit cursor-pointer list-none items-center gap-1.5 text-ink-3 hover:text-ink touch:min-h-11';

type Shown = Pick<SharedMessageDto, 'role' | 'content' | 'thinking' | 'images' | 'model'>;

// The first base64 characters of an image reveal its type.
const TYPES: [prefix: string, type: string][] = [
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
];
const imageUrl = (base64: string): string =>
  `data:image/${TYPES.find(([prefix]) => base64.startsWith(prefix))?.[1] ?? 'png'};base64,${base64}`;

/** Messages as others read them: questions, answers, and nothing that could be done with them. */
export function SharedTranscript({ system, messages }: { system?: string | null; messages: readonly Shown[] }) {
  const { t } = useTranslation('shares');
  return (
    <div className="flex min-w-0 flex-col gap-8">
      {system && (
        <Folded label={t('page.system')}>
          <p dir="auto" className="break-words whitespace-pre-wrap">
            {system}
          </p>
        </Folded>
      )}
      {messages.map((message, index) => (
        <Turn key={index} message={message} />
      ))}
    </div>
  );
}

function Turn({ message: { role, content, thinking, images, model } }: { message: Shown }) {
  const { t } = useTranslation('shares');
  const isQuestion = role === 'user';
  return (
    <article className={`flex min-w-0 flex-col gap-3 ${isQuestion ? 'items-end' : ''}`}>
      <h2 className={isQuestion ? 'sr-only' : 'text-meta text-ink-3'}>
        {isQuestion ? t('page.question') : (model ?? t('page.answer'))}
      </h2>
      {thinking && (
        <Folded label={t('page.thinking')}>
          <p dir="auto" className="break-words whitespace-pre-wrap">
            {thinking}
          </p>
        </Folded>
      )}
      {images && images.length > 0 && <Images images={images} />}
      {content !== '' &&
        (isQuestion ? (
          <p dir="auto" className={QUESTION}>
            {content}
          </p>
        ) : (
          <Markdown text={content} live={false} />
        ))}
    </article>
  );
}

function Folded({ label, children }: { label: string; children: ReactNode }) {
  return (
    <details className="group/folded text-ui text-ink-2">
      <summary className={SUMMARY}>
        <Icon as={ChevronRight} className="transition-transform group-open/folded:rotate-90 rtl:-scale-x-100" />
        {label}
      </summary>
      <div className="mt-2 border-s border-line ps-4">{children}</div>
    </details>
  );
}

function Images({ images }: { images: readonly string[] }) {
  const { t } = useTranslation('shares');
  return (
    <ul className="flex max-w-[80%] flex-wrap gap-2">
      {images.map((data, index) => (
        <li key={index}>
          <img
            src={imageUrl(data)}
            alt={t('page.image', { index: index + 1, count: images.length })}
            className="max-h-60 max-w-full rounded-panel border border-line object-contain"
            decoding="async"
          />
        </li>
      ))}
    </ul>
  );
}
