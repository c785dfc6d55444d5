import { FileText, GitFork, Info, StepForward, Trash2 } from 'lucide-react';
import { type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { announce } from '@/lib/announce';
import { useCopy } from '@/lib/use-copy';
import { PinItem } from '../pin/pin-item';
import { plainTextOf } from './plain-text';

interface AnswerMenuProps {
  trigger: ReactElement;
  startOpen?: boolean;
  messageId: string;
  blocked: string | undefined;
  onContinue: (() => void) | undefined;
  onFork: () => void;
  onDetails: () => void;
  onRemove: () => void;
}

/** The rarer actions of an answer. */
export default function AnswerMenu({
  trigger,
  startOpen,
  messageId,
  blocked,
  onContinue,
  onFork,
  onDetails,
  onRemove,
}: AnswerMenuProps) {
  const { t } = useTranslation(['chat', 'transcript']);
  const { t: common } = useTranslation();
  const { copy } = useCopy();
  const copyPlain = () => {
    const shown = document.getElementById(`m-${messageId}`)?.querySelector('[data-answer]');
    if (shown) void copy(plainTextOf(shown)).then(() => announce(common('copied')));
  };
  return (
    <Menu trigger={trigger} startOpen={startOpen}>
      <MenuItem icon={FileText} onSelect={copyPlain}>
        {t('transcript:turn.copyPlain')}
      </MenuItem>
      {onContinue && (
        <MenuItem icon={StepForward} onSelect={onContinue} disabled={blocked !== undefined}>
          {t('transcript:turn.continue')}
        </MenuItem>
      )}
      <MenuItem icon={GitFork} onSelect={onFork} disabled={blocked !== undefined}>
        {t('transcript:turn.fork')}
      </MenuItem>
      <MenuItem icon={Info} onSelect={onDetails}>
        {t('transcript:turn.details')}
      </MenuItem>
      <PinItem messageId={messageId} />
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={onRemove} disabled={blocked !== undefined}>
        {t('transcript:turn.remove')}
      </MenuItem>
      {blocked && <p className="max-w-56 px-2 py-1 text-meta text-ink-3">{blocked}</p>}
    </Menu>
  );
}
