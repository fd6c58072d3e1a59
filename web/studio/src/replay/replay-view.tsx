import type { Connection } from "@easel/client/connection";
import { useEffect, useMemo, useRef } from "react";
import { Stage } from "react-konva";
import { AtomsLayer } from "../board/atoms-layer.js";
import { Grid, useSize } from "../board/backdrop.js";
import { RemoteCarets } from "../board/remote-carets.js";
import { RemotePointers } from "../board/remote-pointers.js";
import { useWheel } from "../board/use-wheel.js";
import { DARK, LIGHT, type Palette } from "../drawing/palette.js";
import { fitAll } from "../editor/commands.js";
import { Sight } from "../editor/sight.js";
import { useStore } from "../editor/store.js";
import { useImages } from "../images/use-images.js";
import { usePrefersDark } from "../shell/use-media.js";
import type { Played } from "./played.js";
import { Timeline } from "./timeline.js";

interface ReplayViewProps {
  readonly played: Played;
  readonly server: Connection;
  readonly canvasId: string;
}

/** A replay: the canvas as it was, to look at, and the time below it. */
export function ReplayView({ played, server, canvasId }: ReplayViewProps) {
  const sight = useMemo(() => new Sight(played), [played]);
  const board = useRef<HTMLDivElement>(null);
  const palette = usePrefersDark() ? DARK : LIGHT;
  useEffect(() => played.follow(), [played]);
  useEffect(() => {
    window.easelReplay = played;
    return () => {
      delete window.easelReplay;
    };
  }, [played]);
  useSize(sight, board);
  useWheel(sight, board);
  useImages(sight, server, canvasId);
  useFirstSight(sight, played);
  return (
    <>
      <main className="studio-main">
        <div ref={board} className="board" role="img" aria-label="The canvas as it was">
          <Grid sight={sight} palette={palette} />
          <Picture sight={sight} played={played} palette={palette} />
          <RemoteCarets sight={sight} others={played.others} />
          <RemotePointers sight={sight} others={played.others} />
        </div>
      </main>
      <Timeline played={played} sight={sight} />
    </>
  );
}

/** Shows all as soon as there is something to see: many a replay begins with an empty canvas. */
function useFirstSight(sight: Sight, played: Played): void {
  useEffect(() => {
    const end = played.on("change", () => {
      if (sight.scene.shapes.length === 0) return;
      fitAll(sight);
      end();
    });
    return end;
  }, [sight, played]);
}

interface PictureProps {
  readonly sight: Sight;
  readonly played: Played;
  readonly palette: Palette;
}

function Picture({ sight, played, palette }: PictureProps) {
  const { x, y, scale } = useStore(sight.viewport);
  const { width, height } = useStore(sight.size);
  return (
    <Stage width={width} height={height} x={x} y={y} scaleX={scale} scaleY={scale} listening={false}>
      <AtomsLayer sight={sight} others={played.others} palette={palette} />
    </Stage>
  );
}
