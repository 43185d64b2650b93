"""An address for each route whose path has a variable part."""

ADDRESSES = {
    "/downloads/{token}": "/downloads/guessed",
    "/reports/{name}.csv": "/reports/students.csv",
    "/m/{path:path}": "/m/ballot/3",
    "/assets/{path:path}": "/assets/console/assets/index-DiwrgTda.js",
    "/graphiql/{path:path}": "/graphiql/assets/graphiql.css",
    "/help/{path:path}": "/help/batches",
    "/signin/{method}": "/signin/yiban",
    "/signin/{method}/back": "/signin/cas/back",
    "/signin/{method}/end": "/signin/cas/end",
}
