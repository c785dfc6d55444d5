import { Check, ChevronsUpDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { Sheet } from '@/components/ui/dialog';
import { Icon } from '@/components/ui/icon';
import { OwnRange } from './own-range';
import { type RangeProps, useRangeChoices } from './range-choices';

/** The toolbar's options in a sheet, for a phone. */
export function RangeSheet(range: RangeProps) {
  const { t } = useTranslation('telemetry');
  const [open, setOpen] = useState(false);
  const { ranges, refreshes } = useRangeChoices(range);
  const name = ranges.options.find(({ value }) => value === ranges.value)?.label;
  return (
    <>
      <Button size="sm" aria-label={`${t('range')}: ${name}`} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {name}
        <Icon as={ChevronsUpDown} className="text-ink-3" />
      </Button>
      <Sheet open={open} onOpenChange={setOpen} title={t('rangeAndRefresh')} side="bottom">
        <div className="pad-safe-bottom flex flex-col gap-4 overflow-y-auto px-4 pt-4">
          <Choices
            title={t('range')}
            {...ranges}
            choose={(value) => {
              ranges.choose(value);
              // A custom range is edited below.
              if (value !== 'own') setOpen(false);
            }}
          />
          {ranges.isOwn && (
            <div className="flex flex-wrap gap-2">
              <OwnRange {...range} />
            </div>
          )}
          <Choices title={t('refreshEvery')} {...refreshes} />
        </div>
      </Sheet>
    </>
  );
}

interface ChoicesProps<Value extends string> {
  title: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  choose: (value: Value) => void;
}

function Choices<Value extends string>({ title, value, options, choose }: ChoicesProps<Value>) {
  return (
    <div role="group" aria-label={title}>
      <p className="pb-1 text-meta text-ink-3">{title}</p>
      <div className="grid grid-cols-2 gap-x-4">
        {options.map((option) => (
          <button
            key={option.value}
            type="button"
            aria-pressed={option.value === value}
            className="flex min-h-11 items-center justify-between gap-2 border-b border-line text-start text-ui"
            onClick={() => choose(option.value)}
          >
            {option.label}
            {option.value === value && <Icon as={Check} className="text-accent" />}
          </button>
        ))}
      </div>
    </div>
  );
}
