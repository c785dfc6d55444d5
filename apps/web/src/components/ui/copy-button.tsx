import { Check, Copy } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '@/lib/announce';
import { useCopy } from '@/lib/use-copy';
import { IconButton } from './icon-button';

/** Copies a text; for a moment the icon is a check mark, and a screen reader hears it. */
export function CopyButton({ text, label, className }: { text: string | (() => string); label?: string; className?: string }) {
  const { t } = useTranslation();
  const { copied, copy } = useCopy();
  const onClick = () => void copy(typeof text === 'string' ? text : text()).then(() => announce(t('copied')));
  return <IconButton icon={copied ? Check : Copy} label={copied ? t('copied') : (label ?? t('copy'))} onClick={onClick} className={className} />;
}
