"""Anthropic's own package against /v1/messages."""

import anthropic
from program import HELLO, KEY, MODEL, PARIS, REPLY, TOOL_MODEL, URL, WEATHER, Reply, holds, perform, raises, same, step

client = anthropic.Anthropic(base_url=URL, api_key=KEY, max_retries=0)
stranger = anthropic.Anthropic(base_url=URL, api_key="pk_nobody", max_retries=0)
TOOLS = [{"name": "get_weather", "description": "The weather of a city", "input_schema": WEATHER}]


def ask(prompt, model=MODEL, **more):
    return {"model": model, "max_tokens": 200, "messages": [{"role": "user", "content": prompt}], **more}


def text_of(message):
    return "".join(block.text for block in message.content if block.type == "text")


@step("message, whole")
def _(prompt):
    message = client.messages.create(**ask(prompt, system="Be brief."))
    same((text_of(message), message.stop_reason, message.model), (HELLO, "end_turn", MODEL))
    holds(message.usage.input_tokens > 0 and message.usage.output_tokens > 0, "no usage")
    holds(message._request_id, "no request id")


@step("message, streamed")
def _(prompt):
    with client.messages.stream(**ask(prompt)) as stream:
        same("".join(stream.text_stream), HELLO)
        same((text_of(stream.get_final_message()), stream.get_final_message().stop_reason), (HELLO, "end_turn"))


@step("tools, whole and streamed", "toolCall")
def _(prompt):
    whole = client.messages.create(**ask(prompt, TOOL_MODEL, tools=TOOLS))
    with client.messages.stream(**ask(f"{prompt}!", TOOL_MODEL, tools=TOOLS)) as stream:
        streamed = stream.get_final_message()
    for message in (whole, streamed):
        calls = [(block.name, block.input) for block in message.content if block.type == "tool_use"]
        same((calls, message.stop_reason), ([("get_weather", PARIS)], "tool_use"))


@step("structured output")
def _(prompt):
    same(client.messages.parse(**ask(prompt, output_format=Reply)).parsed_output, REPLY)


@step("stop sequence")
def _(prompt):
    word = HELLO.split()[2]
    message = client.messages.create(**ask(prompt, stop_sequences=[word]))
    same((message.stop_reason, message.stop_sequence), ("stop_sequence", word))
    same(text_of(message), HELLO[: HELLO.index(word)])


@step("count_tokens")
def _(prompt):
    def count(content):
        messages = [{"role": "user", "content": content}]
        return client.messages.count_tokens(model=MODEL, messages=messages).input_tokens

    holds(0 < count(prompt) < count(prompt * 20), "it does not count")


@step("models")
def _(_):
    holds(MODEL in [model.id for model in client.models.list()], "not listed")
    same((client.models.retrieve(MODEL).id, client.models.retrieve(MODEL).type), (MODEL, "model"))


@step("errors of its own classes")
def _(prompt):
    raises(anthropic.NotFoundError, lambda: client.messages.create(**ask(prompt, "no-such-model")), 404)
    raises(anthropic.AuthenticationError, lambda: stranger.messages.create(**ask(prompt)), 401)
    raises(anthropic.BadRequestError, lambda: client.messages.create(**{**ask(prompt), "messages": []}), 400)


@step("an error in the middle of a stream", "errorMidStream")
def _(prompt):
    def read():
        with client.messages.stream(**ask(prompt)) as stream:
            stream.get_final_message()

    raises(anthropic.APIError, read)


perform()
