"""LangChain through its package for Ollama."""

import ollama
from langchain_ollama import ChatOllama, OllamaEmbeddings
from program import EMBEDDER, HELLO, KEY, MODEL, PARIS, REPLY, TOOL_MODEL, URL, WEATHER, Reply, holds, perform, raises, same, step

TOOL = {"name": "get_weather", "description": "The weather of a city", "parameters": WEATHER}


def access(key=KEY):
    return {"base_url": f"{URL}/ollama", "client_kwargs": {"headers": {"X-API-Key": key}}}


def chat(model=MODEL, key=KEY, **more):
    return ChatOllama(model=model, **access(key), **more)


@step("chat, whole and streamed")
def _(prompt):
    reply = chat().invoke(prompt)
    same(reply.content, HELLO)
    holds(reply.usage_metadata["total_tokens"] > 0, "no usage")
    same("".join(chunk.content for chunk in chat().stream(f"{prompt}!")), HELLO)


@step("a model that is looked for first")
def _(prompt):
    same(chat(validate_model_on_init=True).invoke(prompt).content, HELLO)


@step("tools", "toolCall")
def _(prompt):
    call = chat(TOOL_MODEL).bind_tools([TOOL]).invoke(prompt).tool_calls[0]
    same((call["name"], call["args"]), ("get_weather", PARIS))


@step("structured output")
def _(prompt):
    same(chat().with_structured_output(Reply).invoke(prompt), REPLY)


@step("embeddings")
def _(_):
    embedder = OllamaEmbeddings(model=EMBEDDER, **access())
    same([len(vector) for vector in embedder.embed_documents(["a", "b"])], [8, 8])


@step("errors of Ollama's class")
def _(prompt):
    raises(ollama.ResponseError, lambda: chat("no-such-model").invoke(prompt), 404)
    raises(ollama.ResponseError, lambda: chat(key="pk_nobody").invoke(prompt), 401)


@step("an error in the middle of a stream", "errorMidStream")
def _(prompt):
    raises(ollama.ResponseError, lambda: list(chat().stream(prompt)))


perform()
