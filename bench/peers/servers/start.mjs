// What all peers share: how they are told what to do, and the documents that they begin with.
//   node servers/PEER.mjs PORT DOCUMENTS ELEMENTS [FOLDER [POSTGRES]]
// FOLDER: keep documents there, durably before the acknowledgement. POSTGRES: the folder of PostgreSQL's programs.
import http from "node:http";

const [port, documents, elements, folder, postgres] = process.argv.slice(2);

export const options = { port: Number(port), folder, postgres };

export const documentNames = Array.from({ length: Number(documents) }, (_, number) => `d${number}`);

/** What a drawn shape has. Edits replace `t`, and every element belongs to one writer, so none of them conflict. */
const element = (number) => ({
  id: `s${number}`,
  type: "rect",
  x: (number % 100) * 50,
  y: Math.floor(number / 100) * 50,
  w: 40,
  h: 30,
  color: "blue",
  label: `element number ${number}`,
  t: "",
});

export const allElements = () => Array.from({ length: Number(elements) }, (_, number) => element(number));

/** Answers every request, so that whoever started the peer can tell that it is up. */
export const httpServer = () => http.createServer((_, response) => response.end("up"));

export const listen = (server) => server.listen(options.port, "127.0.0.1");
