import { Download, WrapText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { download } from '@/lib/download';
import { fileNameFor } from './languages';

/** Languages whose code can be drawn; XML only if it is a drawing. */
const isDrawn = (language: string, code: string): boolean =>
  /^(mermaid|svg|html?)$/i.test(language) || (/^xml$/i.test(language) && /^\s*(<\?xml[^>]*>\s*)?<svg\b/i.test(code));

interface CodeToolsProps {
  code: string;
  language: string | undefined;
  /** The code is still being written. */
  open: boolean;
  wrap: boolean;
  onWrap: (wrap: boolean) => void;
  drawn: boolean;
  onDraw: (drawn: boolean) => void;
}

/** What can be done with a code block, beside copying it: draw it, wrap its lines, save it. */
export function CodeTools({ code, language = '', open, wrap, onWrap, drawn, onDraw }: CodeToolsProps) {
  const { t } = useTranslation('preview');
  return (
    <>
      {isDrawn(language, code) && (
        <Button
          variant="quiet"
          size="sm"
          className="font-sans aria-pressed:bg-accent-wash"
          aria-pressed={drawn}
          disabled={open}
          onClick={() => onDraw(!drawn)}
        >
          {t('show')}
        </Button>
      )}
      {!drawn && (
        <IconButton
          icon={WrapText}
          label={t(wrap ? 'noWrap' : 'wrap')}
          aria-pressed={wrap}
          onClick={() => onWrap(!wrap)}
        />
      )}
      <IconButton icon={Download} label={t('download')} onClick={() => download(fileNameFor(language), code)} />
    </>
  );
}
