import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SecretBox } from '../../common/secret-box.js';
import { Webhook, WebhookDelivery } from './webhook.entity.js';
import { WebhookRepository } from './webhook.repository.js';
import { Webhooks } from './webhooks.service.js';
import { WebhookWorker } from './webhook.worker.js';

@Module({
  imports: [TypeOrmModule.forFeature([Webhook, WebhookDelivery])],
  providers: [SecretBox, WebhookRepository, WebhookWorker, Webhooks],
  exports: [SecretBox, WebhookRepository, WebhookWorker, Webhooks],
})
export class WebhooksModule {}
