// tldraw sync: in memory, or on SQLite with write-ahead log and synchronous=FULL, so that what is acknowledged is on
// disk. (Its own default is a rollback journal, which is slower.)
import http from "node:http";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { InMemorySyncStorage, NodeSqliteWrapper, SQLiteSyncStorage, TLSocketRoom } from "@tldraw/sync-core";
import { createTLSchema, defaultBindingSchemas, defaultShapeSchemas } from "@tldraw/tlschema";
import { WebSocketServer } from "ws";
import { allElements, listen, options } from "./start.mjs";

// Readers that only listen must not be dropped while they are counted.
const clientTimeoutMs = 3_600_000;

const schema = createTLSchema({ shapes: defaultShapeSchemas, bindings: defaultBindingSchemas });
const snapshot = makeSnapshot();
const rooms = new Map();
let sessions = 0;

const server = http.createServer((request, response) =>
  response.end(request.url === "/schema" ? JSON.stringify(schema.serialize()) : "up"),
);
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
server.on("upgrade", (request, connection, head) => {
  const room = roomOf(request.url.slice(1));
  sockets.handleUpgrade(request, connection, head, (socket) =>
    room.handleSocketConnect({ sessionId: `session-${sessions++}`, socket }),
  );
});
listen(server);

function roomOf(name) {
  if (!rooms.has(name)) {
    const log = { warn() {}, error: console.error };
    rooms.set(name, new TLSocketRoom({ schema, storage: storageOf(name), clientTimeout: clientTimeoutMs, log }));
  }
  return rooms.get(name);
}

function storageOf(name) {
  if (!options.folder) return new InMemorySyncStorage({ snapshot });
  const database = new DatabaseSync(path.join(options.folder, `${name}.db`));
  // It stores the snapshot record by record. Only what comes after that is measured.
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF");
  const storage = new SQLiteSyncStorage({ sql: new NodeSqliteWrapper(database), snapshot });
  database.exec("PRAGMA synchronous=FULL");
  const isDurable = database.prepare("PRAGMA synchronous").get().synchronous === 2;
  if (!isDurable) throw new Error("SQLite is not durable.");
  return storage;
}

function makeSnapshot() {
  const records = [
    { id: "document:document", typeName: "document", gridSize: 10, name: "", meta: {} },
    { id: "page:page", typeName: "page", name: "Page 1", index: "a1", meta: {} },
    ...allElements().map(shape),
  ];
  const documents = records.map((state) => ({ state, lastChangedClock: 0 }));
  return { documentClock: 0, clock: 0, tombstones: {}, documents, schema: schema.serialize() };
}

/** An element in tldraw's terms. Its schema wants every property; ours that it has no place for stands in `meta`. */
function shape(one) {
  const paragraph = { type: "paragraph", content: [{ type: "text", text: one.label }] };
  const look = { geo: "rectangle", dash: "draw", fill: "none", size: "m", font: "draw", align: "middle" };
  const rest = { growY: 0, url: "", scale: 1, labelColor: "black", verticalAlign: "middle" };
  const richText = { type: "doc", content: [paragraph] };
  return {
    id: `shape:${one.id}`,
    typeName: "shape",
    type: "geo",
    x: one.x,
    y: one.y,
    rotation: 0,
    index: "a1",
    parentId: "page:page",
    isLocked: false,
    opacity: 1,
    meta: { t: one.t },
    props: { w: one.w, h: one.h, color: one.color, ...look, ...rest, richText },
  };
}
