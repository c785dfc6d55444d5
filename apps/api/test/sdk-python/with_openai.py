"""OpenAI's own package, as its users write it: only the address and the key are ours."""

import json

import openai
from program import EMBEDDER, HELLO, KEY, MODEL, PARIS, REPLY, TOOL_MODEL, URL, WEATHER, Reply, holds, perform, raises, same, step

client = openai.OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
stranger = openai.OpenAI(base_url=f"{URL}/v1", api_key="pk_nobody", max_retries=0)
TOOL = {"name": "get_weather", "description": "The weather of a city", "parameters": WEATHER}


def asked(prompt):
    return [{"role": "user", "content": prompt}]


@step("chat, whole")
def _(prompt):
    whole = client.chat.completions.create(model=MODEL, messages=asked(prompt))
    same(whole.choices[0].message.content, HELLO)
    same((whole.choices[0].finish_reason, whole.model), ("stop", MODEL))
    holds(whole.usage.prompt_tokens > 0 and whole.usage.completion_tokens > 0, "no usage")


@step("chat, streamed")
def _(prompt):
    stream = client.chat.completions.create(
        model=MODEL, messages=asked(prompt), stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    same("".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices), HELLO)
    holds(chunks[-1].usage.total_tokens > 0, "no usage at the end")


@step("tools, whole and streamed", "toolCall")
def _(prompt):
    tools = [{"type": "function", "function": TOOL}]
    whole = client.chat.completions.create(model=TOOL_MODEL, messages=asked(prompt), tools=tools)
    with client.chat.completions.stream(model=TOOL_MODEL, messages=asked(f"{prompt}!"), tools=tools) as stream:
        streamed = stream.get_final_completion()
    for completion in (whole, streamed):
        call = completion.choices[0].message.tool_calls[0].function
        same((call.name, json.loads(call.arguments)), ("get_weather", PARIS))
        same(completion.choices[0].finish_reason, "tool_calls")


@step("structured output")
def _(prompt):
    parsed = client.chat.completions.parse(model=MODEL, messages=asked(prompt), response_format=Reply)
    same(parsed.choices[0].message.parsed, REPLY)


@step("text completion")
def _(prompt):
    same(client.completions.create(model=MODEL, prompt=prompt).choices[0].text, HELLO)


@step("responses: kept, continued, streamed, deleted")
def _(prompt):
    first = client.responses.create(model=MODEL, input=prompt, instructions="Be brief.")
    same(first.output_text, HELLO)
    second = client.responses.create(model=MODEL, input="And then?", previous_response_id=first.id)
    same((second.output_text, second.previous_response_id), (HELLO, first.id))
    with client.responses.stream(model=MODEL, input=f"{prompt}!") as stream:
        types = [event.type for event in stream]
        same(stream.get_final_response().output_text, HELLO)
    same((types[0], types[-1]), ("response.created", "response.completed"))
    same(client.responses.retrieve(first.id).output_text, HELLO)
    client.responses.delete(first.id)
    raises(openai.NotFoundError, lambda: client.responses.retrieve(first.id), 404)


@step("responses: structured output")
def _(prompt):
    same(client.responses.parse(model=MODEL, input=prompt, text_format=Reply, store=False).output_parsed, REPLY)


@step("responses: tools", "toolCall")
def _(prompt):
    tools = [{"type": "function", **TOOL, "strict": False}]
    output = client.responses.create(model=TOOL_MODEL, input=prompt, tools=tools, store=False).output
    call = next(item for item in output if item.type == "function_call")
    same((call.name, json.loads(call.arguments)), ("get_weather", PARIS))


@step("embeddings, as numbers and packed")
def _(_):
    for encoding in ({}, {"encoding_format": "float"}):
        vectors = [one.embedding for one in client.embeddings.create(model=EMBEDDER, input=["a", "b"], **encoding).data]
        same([len(vector) for vector in vectors], [8, 8])
        holds(all(isinstance(value, float) for vector in vectors for value in vector), "no numbers")


@step("models")
def _(_):
    holds(MODEL in [model.id for model in client.models.list()], "not listed")
    same(client.models.retrieve(MODEL).id, MODEL)


@step("errors of its own classes")
def _(prompt):
    create = client.chat.completions.create
    error = raises(openai.NotFoundError, lambda: create(model="no-such-model", messages=asked(prompt)), 404)
    same(error.code, "model_not_found")
    raises(openai.AuthenticationError, lambda: stranger.models.list(), 401)
    raises(openai.BadRequestError, lambda: create(model=MODEL, messages="hi"), 400)


@step("an error in the middle of a stream", "errorMidStream")
def _(prompt):
    raises(
        openai.APIError,
        lambda: list(client.chat.completions.create(model=MODEL, messages=asked(prompt), stream=True)),
    )


perform()
