"""Ollama's own package against /ollama."""

import ollama
from program import EMBEDDER, HELLO, KEY, MODEL, PARIS, REPLY, TOOL_MODEL, URL, WEATHER, Reply, holds, perform, raises, same, step

client = ollama.Client(host=f"{URL}/ollama", headers={"X-API-Key": KEY})
stranger = ollama.Client(host=f"{URL}/ollama", headers={"X-API-Key": "pk_nobody"})
TOOL = {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}}


def asked(prompt):
    return [{"role": "user", "content": prompt}]


@step("chat, whole")
def _(prompt):
    reply = client.chat(model=MODEL, messages=asked(prompt))
    same((reply.message.content, reply.done_reason, reply.model), (HELLO, "stop", MODEL))
    holds(reply.prompt_eval_count > 0 and reply.eval_count > 0, "no counts")


@step("chat, streamed")
def _(prompt):
    parts = list(client.chat(model=MODEL, messages=asked(prompt), stream=True))
    same("".join(part.message.content for part in parts), HELLO)
    same([part.done for part in parts[-2:]], [False, True])


@step("tools", "toolCall")
def _(prompt):
    call = client.chat(model=TOOL_MODEL, messages=asked(prompt), tools=[TOOL]).message.tool_calls[0]
    same((call.function.name, call.function.arguments), ("get_weather", PARIS))


@step("structured output")
def _(prompt):
    reply = client.chat(model=MODEL, messages=asked(prompt), format=Reply.model_json_schema())
    same(Reply.model_validate_json(reply.message.content), REPLY)


@step("generate, whole and streamed")
def _(prompt):
    same(client.generate(model=MODEL, prompt=prompt).response, HELLO)
    same("".join(part.response for part in client.generate(model=MODEL, prompt=f"{prompt}!", stream=True)), HELLO)


@step("embeddings, both ways")
def _(_):
    same([len(vector) for vector in client.embed(model=EMBEDDER, input=["a", "b"]).embeddings], [8, 8])
    same(len(client.embeddings(model=EMBEDDER, prompt="a").embedding), 8)


@step("models: list, show, ps")
def _(prompt):
    holds(MODEL in [model.model for model in client.list().models], "not listed")
    holds("completion" in client.show(MODEL).capabilities, "no capabilities")
    client.generate(model=MODEL, prompt=prompt)
    holds(MODEL in [model.model for model in client.ps().models], "not running")


@step("errors of its own class")
def _(prompt):
    raises(ollama.ResponseError, lambda: client.chat(model="no-such-model", messages=asked(prompt)), 404)
    raises(ollama.ResponseError, lambda: stranger.chat(model=MODEL, messages=asked(prompt)), 401)
    raises(ollama.ResponseError, lambda: client.delete(MODEL))


@step("an error in the middle of a stream", "errorMidStream")
def _(prompt):
    raises(ollama.ResponseError, lambda: list(client.chat(model=MODEL, messages=asked(prompt), stream=True)))


perform()
