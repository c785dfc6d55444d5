import { type PushDeviceDto } from '@pocket-llm/api-client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { Switch } from '@/components/ui/switch';
import { Time } from '@/components/ui/time';
import { deviceOf } from '@/lib/device';
import { pushQuery, useRemovePushDevice, useSubscribe } from './api';
import { type PushObstacle, pushObstacle, PushRefused } from './push-browser';

/** Tells this device when an answer is ready, and lists the devices that are told. */
export function PushSection() {
  const { t } = useTranslation('settings');
  const query = useQuery(pushQuery);
  const subscribe = useSubscribe();
  const remove = useRemovePushDevice();
  // Read again after each attempt: the browser has asked the person.
  const obstacle = pushObstacle();
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton rows={2} className="h-8" />;
  const { public_key, devices } = query.data;
  const here = devices.find(({ current }) => current);
  const others = devices.filter(({ current }) => !current);
  const change = (withTitle: boolean) => subscribe.mutate({ publicKey: public_key, withTitle });
  return (
    <div className="flex flex-col gap-4">
      <label className="flex items-center gap-3 text-ui">
        <Switch
          label={t('push.onThis')}
          checked={here !== undefined}
          disabled={(obstacle !== undefined && !here) || subscribe.isPending || remove.isPending}
          aria-describedby="push-note"
          onChange={(on) => (on ? change(false) : here && remove.mutate(here))}
        />
        {t('push.onThis')}
      </label>
      {here && (
        <label className="flex items-center gap-3 text-ui">
          <Switch
            label={t('push.withTitle')}
            checked={here.with_title}
            disabled={subscribe.isPending}
            onChange={change}
          />
          {t('push.withTitle')}
        </label>
      )}
      <p id="push-note" className="text-console text-ink-2">
        <Note obstacle={here ? undefined : obstacle} />
      </p>
      {subscribe.error instanceof PushRefused
        ? // Where the person said no, the note above says what to do.
          !obstacle && (
            <p role="alert" className="text-console text-danger">
              {t('push.refused')}
            </p>
          )
        : subscribe.isError && <ErrorNotice error={subscribe.error} />}
      {remove.isError && <ErrorNotice error={remove.error} />}
      {others.length > 0 && (
        <div className="flex flex-col gap-1">
          <h3 className="text-ui font-medium">{t('push.others')}</h3>
          <ul className="divide-y divide-line border-y border-line">
            {others.map((device) => (
              <OtherDevice key={device.id} device={device} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** Why the device cannot be told; otherwise what is sent and what is not. */
function Note({ obstacle }: { obstacle: PushObstacle | undefined }) {
  const { t } = useTranslation('settings');
  return t(obstacle ? `push.obstacle.${obstacle}` : 'push.sent');
}

function OtherDevice({ device }: { device: PushDeviceDto }) {
  const { t } = useTranslation('settings');
  const remove = useRemovePushDevice();
  const [asked, setAsked] = useState(false);
  const known = device.user_agent ? deviceOf(device.user_agent) : undefined;
  const name = known ? t('device2', known) : t('unknownDevice');
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 py-1.5 text-console">
      <span className="min-w-0">
        {name} <Time iso={device.created_at} className="text-ink-3" />
      </span>
      <Button
        size="sm"
        variant="quiet"
        busy={asked && remove.isPending}
        aria-label={t('push.removeOf', { name })}
        onClick={() => {
          setAsked(true);
          remove.mutate(device);
        }}
      >
        {t('push.remove')}
      </Button>
      {remove.isError && <ErrorNotice error={remove.error} />}
    </li>
  );
}
