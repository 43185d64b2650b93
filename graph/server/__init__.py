"""A GraphQL server on Starlette for any Strawberry schema: HTTP, WebSocket, server-sent events, uploads and limits.

It imports nothing of the application that it serves. This is a whole one:

    import strawberry

    from graph.server.app import create_server
    from graph.server.application import Application, PlainContext
    from graph.server.engine.execution import Schema
    from graph.server.settings import ServerSettings


    @strawberry.type
    class Query:
        @strawberry.field
        def hello(self) -> str:
            return "world"


    async def context(request, response):
        return PlainContext.of(request)


    app = create_server(Schema(Query), Application(context), ServerSettings())

`uvicorn module:app` then answers POST /graphql. What an application adds to this:

- its own context (`application.Context`): who asks, and whether that person reaches a row;
- `Application(token_of=..., priorities=...)`: its sessions, and which fields go first when there is a crowd;
- `Schema(errors=ErrorReporter(translate, fault_of))`: words and codes for its own exceptions;
- rules on fields (`engine.guards`), foreign keys (`engine.foreign_keys`) and batch loaders (`engine.batching`);
- routes of its own, and built pages (`static_files`).

`engine` reads, limits and executes a document; `engine.fast` answers plain ones list by list. `tests/server` runs the
server with a toy application, and `graph/app.py` with the university's.
"""
