"""LangChain through its package for OpenAI: chat completions, responses and embeddings."""

import openai
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from program import EMBEDDER, HELLO, KEY, MODEL, PARIS, REPLY, TOOL_MODEL, URL, WEATHER, Reply, holds, perform, raises, same, step

ACCESS = {"base_url": f"{URL}/v1", "api_key": KEY, "max_retries": 0}
TOOL = {"name": "get_weather", "description": "The weather of a city", "parameters": WEATHER}


def chat(model=MODEL, **more):
    return ChatOpenAI(model=model, **{**ACCESS, **more})


@step("chat, whole and streamed")
def _(prompt):
    reply = chat().invoke(prompt)
    same(reply.content, HELLO)
    holds(reply.usage_metadata["total_tokens"] > 0, "no usage")
    same("".join(chunk.content for chunk in chat().stream(f"{prompt}!")), HELLO)


@step("responses, whole and streamed")
def _(prompt):
    llm = chat(use_responses_api=True)
    same(llm.invoke(prompt).text, HELLO)
    same("".join(chunk.text for chunk in llm.stream(f"{prompt}!")), HELLO)


@step("tools", "toolCall")
def _(prompt):
    call = chat(TOOL_MODEL).bind_tools([TOOL]).invoke(prompt).tool_calls[0]
    same((call["name"], call["args"]), ("get_weather", PARIS))


@step("structured output")
def _(prompt):
    same(chat().with_structured_output(Reply).invoke(prompt), REPLY)


@step("embeddings")
def _(_):
    # Its own counting of tokens would fetch a table from the internet.
    embedder = OpenAIEmbeddings(model=EMBEDDER, check_embedding_ctx_length=False, **ACCESS)
    same([len(vector) for vector in embedder.embed_documents(["a", "b"])], [8, 8])


@step("errors of OpenAI's classes")
def _(prompt):
    raises(openai.NotFoundError, lambda: chat("no-such-model").invoke(prompt), 404)
    raises(openai.AuthenticationError, lambda: chat(api_key="pk_nobody").invoke(prompt), 401)


@step("an error in the middle of a stream", "errorMidStream")
def _(prompt):
    raises(openai.APIError, lambda: list(chat().stream(prompt)))


perform()
