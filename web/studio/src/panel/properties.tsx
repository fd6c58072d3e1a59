import { Button, ButtonGroup } from "@blueprintjs/core";
import type { Atom } from "@easel/client";
import type { ReactElement } from "react";
import { kindOf } from "../drawing/atom-text.js";
import { duplicateSelected, insertArrow, orderSelected, removeSelected } from "../editor/commands.js";
import type { Editor } from "../editor/editor.js";
import { useStore } from "../editor/store.js";
import { useCanvas } from "../editor/use-canvas.js";
import type { Order } from "../edits/order.js";
import { imageSourceOf } from "../images/image-source.js";
import { ArrowFields } from "./arrow-fields.js";
import { ColorField } from "./color-field.js";
import { BringForward, BringToFront, Duplicate, SendBackward, SendToBack, Trash } from "./panel-icons.js";
import { PlaceFields } from "./place-fields.js";
import { TextPropertyField } from "./text-field.js";

/** What is selected, and all that can be changed about it. */
export function Properties({ editor }: { readonly editor: Editor }) {
  useCanvas(editor.session);
  useStore(editor.selection);
  const atoms = editor.selected;
  const [first] = atoms;
  if (!first) return <Nothing canEdit={editor.canEdit} />;
  const isOne = atoms.length === 1;
  return (
    <section className="properties" aria-label="Properties of the selection">
      <h2>{isOne ? kindOf(first) : `${atoms.length} selected`}</h2>
      <fieldset disabled={!editor.canEdit} className="fields">
        {isOne && <One key={first.id} atom={first} editor={editor} />}
        <ColorField atoms={atoms} editor={editor} />
        {editor.canEdit && <Actions editor={editor} atoms={atoms} />}
      </fieldset>
    </section>
  );
}

function One({ atom, editor }: { readonly atom: Atom; readonly editor: Editor }) {
  return (
    <>
      <TextPropertyField atom={atom} editor={editor} />
      {atom.type === "file" && imageSourceOf(atom) && <TextPropertyField atom={atom} editor={editor} property="alt" />}
      {atom.type === "arrow" ? (
        <ArrowFields atom={atom} editor={editor} />
      ) : (
        <PlaceFields atom={atom} editor={editor} />
      )}
    </>
  );
}

const ORDERS: readonly (readonly [order: Order, name: string, icon: ReactElement])[] = [
  ["front", "To the front", <BringToFront key="icon" />],
  ["forward", "Forward", <BringForward key="icon" />],
  ["backward", "Backward", <SendBackward key="icon" />],
  ["back", "To the back", <SendToBack key="icon" />],
];

function Actions({ editor, atoms }: { readonly editor: Editor; readonly atoms: readonly Atom[] }) {
  const canConnect = atoms.length === 2 && atoms.every(({ type }) => type !== "arrow");
  return (
    <>
      <div className="field">
        <span className="field-label">Order</span>
        <ButtonGroup fill>
          {ORDERS.map(([order, name, icon]) => (
            <Button
              key={order}
              title={name}
              icon={icon}
              aria-label={name}
              fill
              onClick={() => orderSelected(editor, order)}
            />
          ))}
        </ButtonGroup>
      </div>
      {canConnect && <Button fill text="Connect with an arrow" onClick={() => insertArrow(editor)} />}
      <div className="pair">
        <Button icon={<Duplicate />} text="Duplicate" onClick={() => duplicateSelected(editor)} />
        <Button
          icon={<Trash />}
          text="Delete"
          intent="danger"
          variant="outlined"
          onClick={() => removeSelected(editor)}
        />
      </div>
    </>
  );
}

function Nothing({ canEdit }: { readonly canEdit: boolean }) {
  return (
    <section className="properties is-nothing" aria-label="Properties of the selection">
      <h2>Nothing selected</h2>
      <p>Click something on the canvas, drag around several things, or choose from the outline.</p>
      {canEdit ? (
        <dl className="keys">
          <dt>R O T S A</dt>
          <dd>draw a shape, text, note, arrow</dd>
          <dt>Enter</dt>
          <dd>edit text</dd>
          <dt>Arrow keys</dt>
          <dd>move; with Shift in larger steps</dd>
          <dt>Ctrl D</dt>
          <dd>duplicate</dd>
          <dt>[ ]</dt>
          <dd>backward, forward</dd>
          <dt>Space, wheel</dt>
          <dd>pan; wheel with Ctrl zooms</dd>
          <dt>F</dt>
          <dd>show all</dd>
        </dl>
      ) : (
        <p>Your role allows reading only.</p>
      )}
    </section>
  );
}
