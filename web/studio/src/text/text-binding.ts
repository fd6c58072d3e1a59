import { caretAfter, changeAfter, type TextChange, textChange } from "./text-diff.js";

/** The part of a text field that is used. */
export interface TextField {
  value: string;
  selectionStart: number;
  selectionEnd: number;
  setSelectionRange(start: number, end: number): void;
}

/** Where the text really is. */
export interface TextHost {
  /** The text now; undefined once there is none. */
  read(): string | undefined;
  /** Changes it. What it then is comes by `read`. */
  write(change: TextChange): void;
}

/**
 * Keeps a text field and a text that others edit too in step. What is typed becomes the smallest change; what others
 * change moves the caret with the text around it. While an input method composes, the field is left alone, and both
 * sides are brought together when it is done.
 */
export class TextBinding {
  #shown: string;
  #isComposing = false;
  #isWriting = false;

  constructor(
    private readonly field: TextField,
    private readonly host: TextHost,
  ) {
    this.#shown = asShown(host.read() ?? "");
    field.value = this.#shown;
  }

  /** The field was edited. */
  input(): void {
    if (!this.#isComposing) this.#settle();
  }

  /** The text may have been edited. */
  sync(): void {
    if (!this.#isComposing) this.#settle();
  }

  compositionStarts(): void {
    this.#isComposing = true;
  }

  compositionEnds(): void {
    this.#isComposing = false;
    this.#settle();
  }

  /** Passes on what was typed since both were in step, over what came from elsewhere, and shows the result. */
  #settle(): void {
    // Writing changes the text, which is told while it is being written.
    const before = this.#isWriting ? undefined : this.host.read();
    if (before === undefined) return;
    const mine = textChange(this.#shown, this.field.value, this.field.selectionStart);
    const theirs = textChange(this.#shown, asShown(before));
    if (mine) this.#write(inSource(before, theirs ? changeAfter(mine, theirs) : mine));
    this.#show(asShown(this.host.read() ?? ""));
  }

  #write(change: TextChange): void {
    this.#isWriting = true;
    try {
      this.host.write(change);
    } finally {
      this.#isWriting = false;
    }
  }

  #show(text: string): void {
    this.#shown = text;
    const came = textChange(this.field.value, text);
    if (!came) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.value = text;
    this.field.setSelectionRange(caretAfter(selectionStart, came), caretAfter(selectionEnd, came));
  }
}

/** A text field knows one kind of line end only. */
function asShown(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** A change of the shown text as one of the text itself, whose line ends may be longer. */
function inSource(source: string, { at, length, text }: TextChange): TextChange {
  if (!source.includes("\r\n")) return { at, length, text };
  const start = sourceOffset(source, at);
  return { at: start, length: sourceOffset(source, at + length) - start, text };
}

function sourceOffset(source: string, shown: number): number {
  let at = 0;
  for (let passed = 0; passed < shown; passed++) at += source.startsWith("\r\n", at) ? 2 : 1;
  return at;
}
