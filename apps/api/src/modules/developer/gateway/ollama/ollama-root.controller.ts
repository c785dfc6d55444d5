import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../../../../common/access/access.decorators.js';

/** What clients of Ollama ask first, before they have sent a key. */
@ApiTags('ollama')
@Controller('ollama')
export class OllamaRootController {
  @Get()
  @Public()
  @Header('Content-Type', 'text/plain; charset=utf-8')
  @ApiOperation({ summary: 'Whether there is an Ollama at this address' })
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string', example: 'Ollama is running' } } } })
  root(): string {
    return 'Ollama is running';
  }
}
