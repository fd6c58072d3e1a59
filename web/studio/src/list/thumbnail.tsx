import type { EaselClient } from "@easel/client";
import { useEffect, useRef, useState } from "react";

/** Pixels that are asked for: twice what is shown, for screens with fine ones. */
const WIDTH = 192;

interface ThumbnailProps {
  readonly client: EaselClient;
  readonly canvasId: string;
  readonly rev: number;
  readonly title: string;
}

/** A small picture of a canvas, asked for when it comes into sight. */
export function Thumbnail({ client, canvasId, rev, title }: ThumbnailProps) {
  const place = useRef<HTMLDivElement>(null);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    const leaving = new AbortController();
    let made: string | undefined;
    // The token goes in a header, which an address in an image cannot carry.
    const load = async () => {
      const picture = await client.preview(canvasId, { rev, width: WIDTH }, leaving.signal);
      if (leaving.signal.aborted) return;
      made = URL.createObjectURL(picture);
      setUrl(made);
    };
    const sight = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      sight.disconnect();
      // A list without a picture is still a list.
      load().catch(() => {});
    });
    sight.observe(place.current!);
    return () => {
      sight.disconnect();
      leaving.abort();
      if (made) URL.revokeObjectURL(made);
    };
  }, [client, canvasId, rev]);
  return (
    <div ref={place} className="thumbnail">
      {url && <img src={url} alt={`${title} at a glance`} />}
    </div>
  );
}
