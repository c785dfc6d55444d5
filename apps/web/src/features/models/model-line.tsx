import { type Model } from '@pocket-llm/api-client';
import { Brain, Eye, type LucideIcon, Wrench } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '@/components/ui/icon';
import { formatBytes, formatNumber, formatTokens } from '@/lib/format';

const MARKS = [
  ['vision', Eye],
  ['thinking', Brain],
  ['tools', Wrench],
] as const satisfies [string, LucideIcon][];

/** What needs an explanation, and the words themselves; nothing where a model does not say it. */
type Fact = [
  name: 'parameters' | 'quantization' | 'context' | 'speed' | undefined,
  text: string | number | false | null | undefined,
];

/** A model in the list: its name and capabilities, below them its memory and speed on this installation. */
export function ModelLine({ model }: { model: Model }) {
  const { t } = useTranslation('models');
  const { t: pulls } = useTranslation('pulls');
  const { context_window: window, context_length: length } = model;
  const all: Fact[] = [
    ['parameters', model.parameter_size && t('parameters', { size: model.parameter_size })],
    ['quantization', model.quantization],
    [
      'context',
      length &&
        (window && window < length
          ? t('contextOf', { window: formatTokens(window), length: formatTokens(length) })
          : t('context', { tokens: formatTokens(length) })),
    ],
    [
      'speed',
      model.tokens_per_second &&
        t('speed', { value: formatNumber(model.tokens_per_second, { maximumFractionDigits: 0 }) }),
    ],
    [undefined, model.size_bytes && t('onDisk', { size: formatBytes(model.size_bytes) })],
    [undefined, model.provider !== 'ollama' && t(`provider.${model.provider}`)],
  ];
  const facts = all.filter(([, text]) => text);
  return (
    <span className="flex min-w-0 flex-1 flex-col gap-0.5">
      <span className="flex items-center justify-between gap-3">
        <span className="truncate font-medium">{model.display_name}</span>
        <span className="flex shrink-0 items-center gap-1.5 text-meta text-ink-3">
          {model.is_default && t('default')}
          {MARKS.filter(([capability]) => model.capabilities.includes(capability)).map(([capability, icon]) => (
            <span key={capability} role="img" aria-label={t(`can.${capability}`)} title={t(`can.${capability}`)}>
              <Icon as={icon} />
            </span>
          ))}
        </span>
      </span>
      {facts.length > 0 && (
        <span className="tabular font-mono text-eyebrow text-ink-3">
          {facts.map(([name, text], at) => (
            <Fragment key={at}>
              {at > 0 && ' · '}
              <span title={name && pulls(`explain.${name}`)} className="whitespace-nowrap">
                {text}
              </span>
            </Fragment>
          ))}
        </span>
      )}
    </span>
  );
}
