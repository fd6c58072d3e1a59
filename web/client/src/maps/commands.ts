/** One thing of a map: by index in its list, or by id. */
export type MapRef =
  | { readonly kind: "map" }
  | { readonly kind: "light" | "particle" | "entity" | "wall"; readonly index: number }
  | { readonly kind: "door"; readonly id: string }
  | { readonly kind: "sector"; readonly id: number };

/** A place in world units. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

/** A value that `update-fields` sets, or that it takes away. */
export type MapField = string | number | boolean | null | { readonly kind: "map-edit/unset" };

/** Where a new room goes. */
export type RoomPlacement =
  | { readonly kind: "room-placement/nested"; readonly enclosingSectorId: number }
  | { readonly kind: "room-placement/adjacent"; readonly targetWallIndex: number; readonly snapDistancePx: number }
  | { readonly kind: "room-placement/seed" };

/** A room from a template. */
export interface RoomRequest {
  readonly template: "rectangle" | "square" | "triangle";
  readonly center: MapPoint;
  readonly size: { readonly width: number; readonly height: number };
  readonly rotationQuarterTurns: 0 | 1 | 2 | 3;
  readonly defaults: {
    readonly wallTex: string;
    readonly floorTex: string;
    readonly ceilTex: string;
    readonly floorZ: number;
    readonly ceilZ: number;
    readonly light: number;
  };
  readonly placement: RoomPlacement;
}

/** What one edge of a stamped room becomes. */
export interface StampedWall {
  readonly tex: string;
  readonly endLevel: boolean;
  readonly toggleSector: boolean;
  readonly toggleSectorId?: number | null;
  readonly toggleSectorOneshot: boolean;
  readonly toggleSound?: string | null;
  readonly toggleSoundFinish?: string | null;
}

/** A room of any shape; `wallProps` has one entry for each edge. */
export interface StampRequest {
  readonly polygon: readonly MapPoint[];
  readonly wallProps: readonly StampedWall[];
  readonly sectorProps: {
    readonly floorZ: number;
    readonly floorZToggledPos?: number | null;
    readonly ceilZ: number;
    readonly floorTex: string;
    readonly ceilTex: string;
    readonly light: number;
  };
  readonly placement: RoomPlacement;
}

/** One step of an edit (`docs/maps.md`). */
export type MapStep =
  | { readonly kind: "map-edit/delete" | "map-edit/clone"; readonly target: MapRef }
  | { readonly kind: "map-edit/create-light"; readonly at: MapPoint }
  | { readonly kind: "map-edit/create-entity"; readonly at: MapPoint; readonly def: string; readonly yawDeg?: number }
  | { readonly kind: "map-edit/create-door"; readonly atWallIndex: number }
  | { readonly kind: "map-edit/move-light" | "map-edit/move-entity"; readonly target: MapRef; readonly to: MapPoint }
  | { readonly kind: "map-edit/set-player-start"; readonly playerStart: MapPoint & { readonly angleDeg: number } }
  | { readonly kind: "map-edit/set-sector-wall-tex"; readonly sectorId: number; readonly tex: string }
  | {
      readonly kind: "map-edit/update-fields";
      readonly target: MapRef;
      readonly set: Readonly<Record<string, MapField>>;
    }
  | { readonly kind: "map-edit/split-wall"; readonly wallIndex: number; readonly at: MapPoint }
  | { readonly kind: "map-edit/create-room"; readonly request: RoomRequest }
  | { readonly kind: "map-edit/stamp-room"; readonly request: StampRequest };

/** What an edit does: one step, or up to 100 of which all are made or none. */
export type MapCommand =
  | MapStep
  | {
      readonly kind: "map-edit/transaction";
      readonly commands: readonly MapStep[];
      readonly label?: string;
      readonly selection?: { readonly ref: MapRef | null };
    };
