// ShareDB with its default type json0: in memory, or on PostgreSQL.
import WebSocketJSONStream from "@teamwork/websocket-json-stream";
import ShareDB from "sharedb";
import { WebSocketServer } from "ws";
import { startPostgres } from "./postgres.mjs";
import { allElements, documentNames, httpServer, listen, options } from "./start.mjs";

const db = options.folder ? await startPostgres(options) : new ShareDB.MemoryDB();
const backend = new ShareDB({ db, presence: true, doNotForwardSendPresenceErrorsToClient: true });
const connection = backend.connect();
for (const name of documentNames) {
  const state = Object.fromEntries(allElements().map((one) => [one.id, one]));
  await new Promise((resolve, reject) =>
    connection.get("canvas", name).create(state, (error) => (error ? reject(error) : resolve())),
  );
}
connection.close();

const server = httpServer();
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
  const stream = new WebSocketJSONStream(socket);
  // A client that goes while something is on its way to it must not end the server.
  stream.on("error", () => stream.destroy());
  backend.listen(stream);
});
listen(server);
