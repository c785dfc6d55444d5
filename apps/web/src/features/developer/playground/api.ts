// The playground calls the gateway like an external program, with the request as typed.
export { sendChatCompletion, gatewayEvents, type GatewayReply, STREAM_END } from '@pocket-llm/api-client';
