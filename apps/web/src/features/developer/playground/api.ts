// The playground calls the gateway as a program would: with the request as it is written.
export { askGateway, gatewayEvents, type GatewayReply, STREAM_END } from '@pocket-llm/api-client';
