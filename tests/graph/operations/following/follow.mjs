// node follow.mjs sse|ws http://127.0.0.1:8000/graphql TOKEN OPERATION  ->  a line of JSON for each event, then the end.
// A connection that is lost is made again by the client itself.
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';

const [protocol, url, token, id] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const query = `subscription($id: ID!) { operation(id: $id) {
  id status progress { done total stage } finishedAt userErrors { code } } }`;
const retrying = { retryAttempts: 200, retryWait: () => new Promise((done) => setTimeout(done, 100)) };
const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const client =
  protocol === 'ws'
    ? createWs({
        url: url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
        shouldRetry: () => true,
        ...retrying,
        on: { connected: () => tell({ connected: true }), closed: ({ code }) => tell({ closed: code }) },
      })
    : createSse({ url, headers: { authorization }, ...retrying });

client.subscribe(
  { query, variables: { id } },
  {
    next: (result) => tell({ next: result }),
    error: (error) => {
      tell({ error: Array.isArray(error) ? error : String(error?.message ?? error?.reason ?? error), code: error?.code });
      process.exit(0);
    },
    complete: () => {
      tell({ complete: true });
      process.exit(0);
    },
  },
);
