import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, Roles } from '../../../common/access/access.decorators.js';
import { IdPipe } from '../../../common/http/validation.js';
import { CreateWebhookDto, UpdateWebhookDto, WebhookDeliveryDto, WebhookDto, WebhookSecretDto } from './webhook.dto.js';
import { AdminWebhooksService } from './admin-webhooks.service.js';

const NONE: [number, string] = [404, 'No such webhook'];

@ApiTags('admin')
@Controller('api/admin/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: AdminWebhooksService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'Addresses that are told of events' })
  @ApiOkResponse({ type: [WebhookDto] })
  list(): Promise<WebhookDto[]> {
    return this.webhooks.list();
  }

  @Post()
  @Roles('admin')
  @ApiOperation({
    summary: 'Add a webhook',
    description: 'Messages are signed as Standard Webhooks has it. The reply is the only one that has the secret.',
  })
  @ApiCreatedResponse({ type: WebhookSecretDto })
  @ApiProblems([400, 'Invalid fields, an address in a private network, or 20 webhooks already'])
  add(@Body() body: CreateWebhookDto, @Req() request: FastifyRequest): Promise<WebhookSecretDto> {
    return this.webhooks.add(request, body);
  }

  @Put(':webhook_id')
  @Roles('admin')
  @ApiOperation({ summary: 'Change a webhook', description: 'A field you leave out stays as it is.' })
  @ApiOkResponse({ type: WebhookDto })
  @ApiProblems([400, 'Invalid fields, or an address in a private network'], NONE)
  change(
    @Param('webhook_id', IdPipe) id: string,
    @Body() body: UpdateWebhookDto,
    @Req() request: FastifyRequest,
  ): Promise<WebhookDto> {
    return this.webhooks.change(request, id, body);
  }

  @Post(':webhook_id/secret')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a new secret', description: 'The one before is valid no more.' })
  @ApiOkResponse({ type: WebhookSecretDto })
  @ApiProblems(NONE)
  renew(@Param('webhook_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<WebhookSecretDto> {
    return this.webhooks.renew(request, id);
  }

  @Delete(':webhook_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a webhook, with what waits' })
  @ApiNoContentResponse()
  @ApiProblems(NONE)
  async remove(@Param('webhook_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.webhooks.remove(request, id);
  }

  @Post(':webhook_id/test')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a test message now', description: 'Of the type `webhook.test`.' })
  @ApiOkResponse({ type: WebhookDeliveryDto })
  @ApiProblems(NONE)
  test(@Param('webhook_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<WebhookDeliveryDto> {
    return this.webhooks.test(request, id);
  }

  @Get(':webhook_id/deliveries')
  @Roles('admin')
  @ApiOperation({ summary: 'The last 100 deliveries of a webhook', description: 'They are kept for 30 days.' })
  @ApiOkResponse({ type: [WebhookDeliveryDto] })
  @ApiProblems(NONE)
  deliveries(@Param('webhook_id', IdPipe) id: string): Promise<WebhookDeliveryDto[]> {
    return this.webhooks.deliveries(id);
  }

  @Post(':webhook_id/deliveries/:delivery_id/send')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a message again now', description: 'With the same `webhook-id`.' })
  @ApiOkResponse({ type: WebhookDeliveryDto })
  @ApiProblems([404, 'No such webhook or delivery'])
  sendAgain(
    @Param('webhook_id', IdPipe) id: string,
    @Param('delivery_id', IdPipe) deliveryId: string,
    @Req() request: FastifyRequest,
  ): Promise<WebhookDeliveryDto> {
    return this.webhooks.sendAgain(request, id, deliveryId);
  }
}
