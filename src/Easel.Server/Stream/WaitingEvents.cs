using System.Diagnostics.CodeAnalysis;

namespace Easel.Server.Stream;

/// <summary>Events that are no commits and wait for one reader. Bounded: of too many, the oldest goes.</summary>
internal sealed class WaitingEvents(int countMax)
{
    // Most streams never have one.
    private LinkedList<StreamEvent>? waiting;

    public void Add(StreamEvent one)
    {
        lock (this)
        {
            waiting ??= new LinkedList<StreamEvent>();
            if (one.Latest is { } name && Find(waiting, name) is { } older) waiting.Remove(older);
            if (waiting.Count == countMax) waiting.RemoveFirst();
            waiting.AddLast(one);
        }
    }

    public bool TryTake([NotNullWhen(true)] out StreamEvent? one)
    {
        one = null;
        if (Volatile.Read(ref waiting) is not { } queue) return false;
        lock (this)
        {
            if (queue.First is not { } oldest) return false;
            one = oldest.Value;
            queue.RemoveFirst();
            return true;
        }
    }

    private static LinkedListNode<StreamEvent>? Find(LinkedList<StreamEvent> among, string name)
    {
        for (var node = among.First; node is not null; node = node.Next)
        {
            if (node.Value.Latest == name) return node;
        }

        return null;
    }
}
