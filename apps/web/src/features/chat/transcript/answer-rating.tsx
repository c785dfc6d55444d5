import { type Message } from '@pocket-llm/api-client';
import { type LucideIcon, ThumbsDown, ThumbsUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '@/components/ui/icon-button';
import { showToast } from '@/lib/toast';
import { useChangeMessage } from './api';

const RATINGS = [
  { feedback: 'good', label: 'transcript:turn.good', icon: ThumbsUp },
  { feedback: 'bad', label: 'transcript:turn.bad', icon: ThumbsDown },
] as const satisfies { feedback: Message['feedback']; label: string; icon: LucideIcon }[];

/** Thumbs up and down. A second click removes the rating. */
export function AnswerRating({ message }: { message: Message }) {
  const { t } = useTranslation(['chat', 'transcript']);
  const change = useChangeMessage();
  const rate = (feedback: 'good' | 'bad') =>
    change
      .mutateAsync({ message, change: { feedback: message.feedback === feedback ? null : feedback } })
      .catch(() => showToast(t('thread.changeFailed')));
  return RATINGS.map(({ feedback, label, icon }) => (
    <IconButton
      key={feedback}
      icon={icon}
      label={t(label)}
      aria-pressed={message.feedback === feedback}
      className="aria-pressed:text-accent [&[aria-pressed=true]>svg]:fill-current"
      onClick={() => void rate(feedback)}
    />
  ));
}
