import { expect, test } from "vitest";
import { TextBinding } from "../src/text/text-binding.js";
import { changed, type TextChange } from "../src/text/text-diff.js";

/** A text field as a browser has it: line ends become one kind, and setting the text puts the caret at its end. */
class Field {
  selectionStart = 0;
  selectionEnd = 0;
  #value = "";

  get value(): string {
    return this.#value;
  }

  set value(text: string) {
    this.#value = text.replace(/\r\n?/g, "\n");
    this.setSelectionRange(this.#value.length, this.#value.length);
  }

  setSelectionRange(start: number, end: number): void {
    [this.selectionStart, this.selectionEnd] = [start, end];
  }

  /** Types at the caret. */
  type(text: string): void {
    const at = this.selectionStart;
    this.value = this.value.slice(0, at) + text + this.value.slice(this.selectionEnd);
    this.setSelectionRange(at + text.length, at + text.length);
  }
}

/** A text that tells its changes while they are made, as a session does. */
class Text {
  changes: TextChange[] = [];
  binding: TextBinding | undefined;

  constructor(public text: string | undefined) {}

  read = () => this.text;

  write = (change: TextChange) => {
    this.changes.push(change);
    this.set(changed(this.text!, change));
  };

  set(text: string): void {
    this.text = text;
    this.binding?.sync();
  }
}

function bound(text: string) {
  const [field, host] = [new Field(), new Text(text)];
  const binding = new TextBinding(field, host);
  host.binding = binding;
  return { field, host, binding };
}

test("what is typed is written once, as little as possible", () => {
  const { field, host, binding } = bound("hello");
  field.setSelectionRange(5, 5);
  field.type("!");
  binding.input();
  expect(host.text).toBe("hello!");
  expect(host.changes).toEqual([{ at: 5, length: 0, text: "!" }]);
  expect(field.selectionStart).toBe(6);
});

test("what others type moves the caret with the text", () => {
  const { field, host } = bound("hello world");
  field.setSelectionRange(6, 11);
  host.set("oh, hello world");
  expect(field.value).toBe("oh, hello world");
  expect([field.selectionStart, field.selectionEnd]).toEqual([10, 15]);
  expect(host.changes).toEqual([]);
});

test("while an input method composes the field is left alone, and then both are kept", () => {
  const { field, host, binding } = bound("ab");
  field.setSelectionRange(1, 1);
  binding.compositionStarts();
  field.type("に");
  binding.input();
  host.set("XXab");
  expect(field.value).toBe("aにb");
  expect(host.text).toBe("XXab");
  binding.compositionEnds();
  expect(host.text).toBe("XXaにb");
  expect(field.value).toBe("XXaにb");
  expect(field.selectionStart).toBe(4);
});

test("line ends of two letters stay what they are", () => {
  const { field, host, binding } = bound("one\r\ntwo\r\nthree");
  expect(field.value).toBe("one\ntwo\nthree");
  field.setSelectionRange(7, 7);
  field.type("!");
  binding.input();
  expect(host.text).toBe("one\r\ntwo!\r\nthree");
});

test("a field whose text is gone changes nothing", () => {
  const { field, host, binding } = bound("text");
  host.text = undefined;
  field.type("x");
  binding.input();
  expect(host.changes).toEqual([]);
});
