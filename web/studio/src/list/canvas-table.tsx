import { HTMLTable } from "@blueprintjs/core";
import type { CanvasRecord, EaselClient } from "@easel/client";
import { canvasHref } from "../shell/route.js";
import { ago } from "../shell/time.js";
import { useNow } from "../shell/use-now.js";
import { Thumbnail } from "./thumbnail.js";

interface CanvasTableProps {
  readonly canvases: readonly CanvasRecord[];
  readonly client: EaselClient;
}

/** Canvases as rows; each is a link, so that it can be opened in another tab. */
export function CanvasTable({ canvases, client }: CanvasTableProps) {
  const now = useNow();
  return (
    <HTMLTable className="canvas-table" interactive>
      <thead>
        <tr>
          <th scope="col">Picture</th>
          <th scope="col">Title</th>
          <th scope="col">Id</th>
          <th scope="col" className="is-number">
            Revision
          </th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        {canvases.map(({ canvas_id, title, head_rev, updated_at }) => (
          <tr key={canvas_id} onClick={() => (location.hash = canvasHref(canvas_id))}>
            <td className="is-picture">
              <Thumbnail client={client} canvasId={canvas_id} rev={head_rev} title={title || "Untitled"} />
            </td>
            <td>
              <a href={canvasHref(canvas_id)}>{title || "Untitled"}</a>
            </td>
            <td className="is-id">{canvas_id}</td>
            <td className="is-number">{head_rev}</td>
            <td title={new Date(updated_at).toLocaleString()}>{ago(updated_at, now)}</td>
          </tr>
        ))}
      </tbody>
    </HTMLTable>
  );
}
