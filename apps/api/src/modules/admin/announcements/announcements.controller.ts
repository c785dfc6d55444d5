import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Public, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { IdPipe } from '../../../common/http/validation.js';
import { AnnouncementDto, BannerDto, SaveAnnouncementDto } from './announcement.dto.js';
import { AnnouncementsService } from './announcements.service.js';

const NONE: [number, string] = [404, 'No such announcement'];

@ApiTags('announcements')
@Controller('api/announcements')
export class BannersController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Get()
  @Public()
  @ApiOperation({
    summary: 'Announcements for you, the worst first',
    description: 'Without a session, those that are shown before the sign-in. Dismissed ones are left out.',
  })
  @ApiOkResponse({ type: [BannerDto] })
  list(@CurrentPrincipal() caller: Principal | undefined): Promise<BannerDto[]> {
    return this.announcements.shownTo(caller);
  }
}

/** Apart, because the client of most people needs it never: each class is a file of the generated client. */
@ApiTags('announcements')
@Controller('api/announcements')
export class DismissalsController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Post(':announcement_id/dismiss')
  @Roles('user')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Dismiss an announcement on all your devices',
    description: 'It comes back when its text or level changes.',
  })
  @ApiNoContentResponse()
  @ApiProblems([404, 'No such announcement for you'], [409, 'Its level is `danger`: it stays until it is over'])
  async add(@CurrentPrincipal() caller: Principal, @Param('announcement_id', IdPipe) id: string): Promise<void> {
    await this.announcements.dismiss(caller, id);
  }
}

@ApiTags('admin')
@Controller('api/admin/announcements')
export class AnnouncementsController {
  constructor(private readonly announcements: AnnouncementsService) {}

  @Get()
  @Roles('admin')
  @ApiOperation({ summary: 'All announcements: active, coming and past ones' })
  @ApiOkResponse({ type: [AnnouncementDto] })
  list(): Promise<AnnouncementDto[]> {
    return this.announcements.list();
  }

  @Post()
  @Roles('admin')
  @ApiOperation({ summary: 'Make an announcement' })
  @ApiCreatedResponse({ type: AnnouncementDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'No such group'], [409, 'There are 200 announcements already'])
  add(@Body() body: SaveAnnouncementDto, @Req() request: FastifyRequest): Promise<AnnouncementDto> {
    return this.announcements.add(request, body);
  }

  @Put(':announcement_id')
  @Roles('admin')
  @ApiOperation({
    summary: 'Change an announcement',
    description: 'Replaces all fields. With another text or level it is shown again to who had dismissed it.',
  })
  @ApiOkResponse({ type: AnnouncementDto })
  @ApiProblems([400, 'Invalid fields'], [404, 'No such announcement or group'])
  change(
    @Param('announcement_id', IdPipe) id: string,
    @Body() body: SaveAnnouncementDto,
    @Req() request: FastifyRequest,
  ): Promise<AnnouncementDto> {
    return this.announcements.change(request, id, body);
  }

  @Post(':announcement_id/end')
  @Roles('admin')
  @HttpCode(200)
  @ApiOperation({ summary: 'End an announcement now' })
  @ApiOkResponse({ type: AnnouncementDto })
  @ApiProblems(NONE)
  end(@Param('announcement_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<AnnouncementDto> {
    return this.announcements.end(request, id);
  }

  @Delete(':announcement_id')
  @Roles('admin')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an announcement' })
  @ApiNoContentResponse()
  @ApiProblems(NONE)
  async remove(@Param('announcement_id', IdPipe) id: string, @Req() request: FastifyRequest): Promise<void> {
    await this.announcements.remove(request, id);
  }
}
