// Hocuspocus, the server for Yjs documents, in memory.
import { Server } from "@hocuspocus/server";
import * as Y from "yjs";
import { allElements, options } from "./start.mjs";

const server = new Server({
  port: options.port,
  address: "127.0.0.1",
  quiet: true,
  stopOnSignals: false,
  async onLoadDocument({ document }) {
    Y.applyUpdate(document, seed);
    return document;
  },
});
const seed = makeSeed();
await server.listen();

/** Yjs numbers what a client makes: element n is item 10n of client 1, and its nine properties are the next nine. */
function makeSeed() {
  const document = new Y.Doc();
  document.clientID = 1;
  document.transact(() => {
    for (const one of allElements()) {
      const map = new Y.Map();
      for (const [key, value] of Object.entries(one)) map.set(key, value);
      document.getMap("elements").set(one.id, map);
    }
  });
  return Y.encodeStateAsUpdate(document);
}
