using System.Collections.Immutable;

namespace Easel.Documents.Maps;

/// <summary>
/// A map as its log left it: content, history, and what is known of its file. Unsaved work and the history are part of
/// it, so both survive the server.
/// </summary>
public sealed record MapState
{
    /// <summary>Before a map was opened.</summary>
    public static MapState Empty { get; } = new();

    /// <summary>
    /// What <c>baseRevision</c> must name: 1 when the map is opened, one more with each edit, undo, redo and reload.
    /// The kernel's revision counts commits, among them those that only say that the map was saved.
    /// </summary>
    public long Revision { get; init; }

    /// <summary>The content; null before a map was opened.</summary>
    public MapVersion? Current { get; init; }

    /// <summary>Where its file is.</summary>
    public string Path { get; init; } = "";

    /// <summary>Which version the file holds, by <see cref="MapVersion.MadeAt"/>; 0 for none.</summary>
    public long SavedAt { get; init; }

    /// <summary>What can be undone, the next one last; at most <see cref="MapLimits.HistoryMax"/>.</summary>
    public ImmutableArray<MapEdit> Done { get; init; } = [];

    /// <summary>What can be redone, the next one last.</summary>
    public ImmutableArray<MapEdit> TakenBack { get; init; } = [];

    /// <summary>Whether the file holds something else. An undo of all that came after a save makes it clean.</summary>
    public bool IsDirty => Current is not null && Current.MadeAt != SavedAt;

    /// <summary>
    /// How many edits, undone ones counted too, are between the file and this; at least one if it is dirty.
    /// </summary>
    public int UnsavedEdits
    {
        get
        {
            if (!IsDirty) return 0;
            for (var i = Done.Length - 1; i >= 0; i--)
            {
                if (Done[i].Before.MadeAt == SavedAt) return Done.Length - i;
            }

            for (var i = TakenBack.Length - 1; i >= 0; i--)
            {
                if (TakenBack[i].After.MadeAt == SavedAt) return TakenBack.Length - i;
            }

            return Math.Max(1, Done.Length);
        }
    }
}
