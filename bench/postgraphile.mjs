// PostGraphile 5 over the university's tables: node postgraphile.mjs <database> <port>
// In a folder where its packages are; `bench/postgraphile.py` puts it there.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { postgraphile } from "postgraphile";

const [database, port] = process.argv.slice(2);
const preset = {
  extends: [PostGraphileAmberPreset],
  // which would forbid filters by a column that is not the first of an index
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ connectionString: database, schemas: ["public"], poolConfig: { max: 10 } })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
};
const server = createServer();
const serving = postgraphile(preset).createServ(grafserv);
await serving.addTo(server);
server.listen(Number(port), "127.0.0.1");
