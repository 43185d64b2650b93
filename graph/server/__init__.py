"""A GraphQL server on Starlette: HTTP, WebSocket, uploads, limits, errors, pages. `engine` executes the operations."""
