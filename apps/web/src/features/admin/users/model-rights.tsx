import { type ModelRightDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Icon } from '@/components/ui/icon';
import { Status } from '@/components/ui/status';
import { cn } from '@/lib/cn';
import { groupsQuery } from '../groups/api';
import { type RightsProps } from './models-and-rights';
import { useReasons } from './reasons';

/** With more models than this, they can be searched. */
const UNSEARCHED = 10;
const MOST_SHOWN = 25;

/** Per model whether the person may use it, and why. */
export function ModelRights({ user, rights, change }: RightsProps) {
  const { t } = useTranslation('groups');
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const found = rights.models.filter(({ name, display_name }) =>
    `${name}\n${display_name}`.toLowerCase().includes(wanted),
  );
  const hidden = found.length - MOST_SHOWN;
  return (
    <div role="group" aria-label={t('rights.why', { name: user.username })} className="flex flex-col gap-1.5">
      <h4 className="text-console font-medium">{t('rights.why', { name: user.username })}</h4>
      {rights.models.length > UNSEARCHED && (
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
        {found.slice(0, MOST_SHOWN).map((model) => (
          <ModelRight key={model.model_id} model={model} user={user} rights={rights} change={change} />
        ))}
      </ul>
      {hidden > 0 && <p className="text-meta text-ink-3">{t('rights.hidden', { count: hidden })}</p>}
    </div>
  );
}

/** One model: the answer, what stands in the way, and on demand the whole chain with the person's keys. */
function ModelRight({ model, user, rights, change }: RightsProps & { model: ModelRightDto }) {
  const { t } = useTranslation('groups');
  const reasons = useReasons(user, rights);
  const rules = model.rules.filter(({ rule }) => rule !== 'key');
  const refusals = rules.filter(({ allowed }) => !allowed);
  return (
    <li className="flex flex-col gap-1 py-1.5">
      <details className="text-console">
        <summary className="flex min-h-8 cursor-pointer items-center justify-between gap-3 rounded-control touch:min-h-11">
          <span className="min-w-0 wrap-anywhere">{model.display_name}</span>
          <Status tone={model.allowed ? 'ok' : 'idle'}>{t(model.allowed ? 'rights.allowed' : 'rights.refused')}</Status>
        </summary>
        <ol aria-label={t('rights.chain', { model: model.display_name })} className="flex flex-col gap-1 py-1">
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
        <p key={rule.rule} className="text-console text-ink-2">
          {reasons.sentence(model, rule)}
        </p>
      ))}
      {/* One step helps only where it is the only thing that is missing. */}
      {refusals.length === 1 && refusals[0]!.rule === 'reserved' && (
        <WaysIn ids={refusals[0]!.group_ids} user={user} change={change} />
      )}
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

const MOST_WAYS = 3;

/** Adds the person to one of the groups for which a model is reserved. */
function WaysIn({ ids, user, change }: { ids: readonly string[] } & Pick<RightsProps, 'user' | 'change'>) {
  const { t } = useTranslation('groups');
  const groups = (useQuery(groupsQuery).data ?? []).filter(({ id, source }) => ids.includes(id) && source === 'manual');
  return (
    <div className="flex flex-wrap gap-2 empty:hidden">
      {groups.slice(0, MOST_WAYS).map(({ id, name }) => (
        <Button
          key={id}
          size="sm"
          busy={change.isPending && change.variables.groupId === id}
          onClick={() => change.mutate({ groupId: id, add: [user.id] })}
        >
          {t('rights.addNamed', { name: user.username, group: name })}
        </Button>
      ))}
    </div>
  );
}
