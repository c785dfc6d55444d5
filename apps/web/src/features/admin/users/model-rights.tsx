import { type AdminUserDto, type ModelRightDto, type RightsDto } from '@pocket-llm/api-client';
import { Check, ChevronRight, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { type useChangeMembers } from '../rights/api';
import { useReasons } from './reasons';

/** With more models than this, they can be searched, and the first ones are shown. */
const MOST_SHOWN = 10;

export interface RightsProps {
  user: AdminUserDto;
  rights: RightsDto;
  change: ReturnType<typeof useChangeMembers>;
}

/** Per model whether the person may use it, and why. */
export function ModelRights({ user, rights, change }: RightsProps) {
  const { t } = useTranslation('groups');
  const [typed, setTyped] = useState('');
  const [showsAll, setShowsAll] = useState(false);
  const wanted = typed.trim().toLowerCase();
  const found = rights.models.filter(({ name, display_name }) =>
    `${name}\n${display_name}`.toLowerCase().includes(wanted),
  );
  const shown = showsAll ? found : found.slice(0, MOST_SHOWN);
  const hidden = found.length - shown.length;
  return (
    <div role="group" aria-label={t('rights.why', { name: user.username })} className="flex flex-col gap-1.5">
      <h4 className="text-console font-medium">{t('rights.why', { name: user.username })}</h4>
      {rights.models.length > MOST_SHOWN && (
        <TextField
          size="sm"
          type="search"
          hideLabel
          label={t('searchModels')}
          placeholder={t('searchModels')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {found.length === 0 && (
        <p role="status" className="text-console text-ink-2">
          {t('rights.noModel')}
        </p>
      )}
      <ul className="divide-y divide-line">
        {shown.map((model) => (
          <ModelRight key={model.model_id} model={model} user={user} rights={rights} change={change} />
        ))}
      </ul>
      {hidden > 0 && (
        <Button size="sm" className="self-start" onClick={() => setShowsAll(true)}>
          {t('rights.showAll', { count: found.length })}
        </Button>
      )}
    </div>
  );
}

/** One model: the answer, what stands in the way, and on demand the whole chain with the person's keys. */
function ModelRight({ model, user, rights, change }: RightsProps & { model: ModelRightDto }) {
  const { t } = useTranslation('groups');
  const reasons = useReasons(user, rights);
  const rules = model.rules.filter(({ rule }) => rule !== 'key');
  const refusals = rules.filter(({ allowed }) => !allowed);
  const summary = useRef<HTMLElement>(null);
  return (
    <li className="flex flex-col gap-1 py-1.5">
      <details className="peer group text-console">
        <summary
          ref={summary}
          className="flex min-h-8 cursor-pointer items-center gap-2 rounded-control touch:min-h-11"
        >
          <Icon
            as={ChevronRight}
            className="shrink-0 text-ink-3 transition-transform group-open:rotate-90 rtl:not-group-open:-scale-x-100"
          />
          <span className="me-auto min-w-0 wrap-anywhere">{model.display_name}</span>
          <Status tone={model.allowed ? 'ok' : 'idle'}>{t(model.allowed ? 'rights.allowed' : 'rights.refused')}</Status>
        </summary>
        <ol aria-label={t('rights.chain', { model: model.display_name })} className="flex flex-col gap-1 py-1 ps-6">
          {rules.map((rule) => (
            <Step key={rule.rule} allowed={rule.allowed}>
              {reasons.sentence(model, rule)}
            </Step>
          ))}
          {model.keys.map((key) => (
            <Step key={key.id} allowed={key.allowed}>
              {reasons.key(model, key)}
            </Step>
          ))}
        </ol>
      </details>
      {refusals.map((rule) => (
        <p key={rule.rule} className="ps-6 text-console text-ink-2 peer-open:hidden">
          {reasons.sentence(model, rule)}
        </p>
      ))}
      <WaysIn
        model={model}
        user={user}
        change={change}
        // The button goes with the reason for it.
        onAdded={() => summary.current?.focus()}
      />
    </li>
  );
}

function Step({ allowed, children }: { allowed: boolean; children: string }) {
  const { t } = useTranslation('groups');
  return (
    <li className="flex items-start gap-2 text-ink-2">
      <Icon as={allowed ? Check : X} className={cn('mt-0.5 shrink-0', allowed ? 'text-ok' : 'text-danger')} />
      <span className="sr-only">{t(allowed ? 'rights.yes' : 'rights.no')}</span>
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </li>
  );
}

interface WaysInProps extends Pick<RightsProps, 'user' | 'change'> {
  model: ModelRightDto;
  onAdded: () => void;
}

/** Adds the person to one of the groups that would open a model. */
function WaysIn({ model, user, change, onAdded }: WaysInProps) {
  const { t } = useTranslation('groups');
  if (model.ways.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2 ps-6">
      {model.ways.map(({ id, name }) => (
        <Button
          key={id}
          size="sm"
          className="max-w-full"
          busy={change.isPending && change.variables.groupId === id}
          onClick={() => change.mutate({ groupId: id, add: [user.id] }, { onSuccess: onAdded })}
        >
          <span className="truncate">{t('rights.addNamed', { name: user.username, group: name })}</span>
        </Button>
      ))}
    </div>
  );
}
