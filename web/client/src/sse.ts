/** One event of a stream of server-sent events. */
export interface SseEvent {
  readonly event: string;
  readonly data: string;
  /** Where a stream goes on that resumes after this event, if it says so. */
  readonly id?: string | undefined;
}

/** Longest event that is read, in UTF-16 units: a commit can hold a whole canvas. */
export const EVENT_MAX = 2 ** 27;

/**
 * Reads server-sent events from bytes, however they are cut: inside a line end, inside a character, at every byte.
 * EventSource could do that too, but sends no headers: its token would stand in the URL.
 */
export class SseReader {
  readonly #decoder = new TextDecoder();
  #pieces: string[] = [];
  #length = 0;
  #event = "";
  #id: string | undefined;
  #data: string[] = [];

  /** The pause that the server last asked for before a reconnect. */
  retryMs: number | undefined;

  /** Takes the next bytes and returns the events that they complete. */
  push(bytes: Uint8Array): SseEvent[] {
    const text = this.#decoder.decode(bytes, { stream: true });
    const endsInReturn = this.#pieces.at(-1)?.endsWith("\r") ?? false;
    if (text !== "") this.#pieces.push(text);
    this.#length += text.length;
    if (this.#length > EVENT_MAX) throw new Error("An event of the stream is too long.");
    // A long line comes in many pieces, and is put together once.
    if (!endsInReturn && !/[\r\n]/.test(text)) return [];
    // A return at the end may be the first half of a line end.
    const lines = this.#pieces.join("").split(/\r\n|\n|\r(?!$)/);
    const rest = lines.pop() ?? "";
    [this.#pieces, this.#length] = [rest === "" ? [] : [rest], rest.length];
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): SseEvent[] {
    if (line === "") return this.#complete();
    const [, name = "", value = ""] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#event = value;
    else if (name === "id") this.#id = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #complete(): SseEvent[] {
    const [event, data, id] = [this.#event || "message", this.#data, this.#id];
    [this.#event, this.#data, this.#id] = ["", [], undefined];
    return data.length === 0 ? [] : [{ event, data: data.join("\n"), id }];
  }
}
