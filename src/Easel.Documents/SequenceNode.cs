using System.Runtime.CompilerServices;

namespace Easel.Documents;

/// <summary>A piece of a sequence. Never empty and never changed.</summary>
internal abstract class SequenceNode<T>(int count, int height)
{
    public readonly int Count = count;

    /// <summary>Zero for a leaf; for a branch one more than its higher side.</summary>
    public readonly int Height = height;
}

/// <summary>A run of items. Takes the array over: nobody may write to it afterwards.</summary>
internal sealed class SequenceLeaf<T>(T[] items) : SequenceNode<T>(items.Length, 0)
{
    public readonly T[] Items = items;

    // An edit copies one leaf and the path to it: long leaves cost copying, short ones a long path and more memory.
    // Time hardly differs from half to twice as many; these made the least garbage for what they save in branches.
    public static int CountMax => RuntimeHelpers.IsReferenceOrContainsReferences<T>() ? 64 : 256;

    /// <summary>Only a leaf that is the whole sequence may be shorter, so that deletions leave no confetti.</summary>
    public static int CountMin => CountMax / 4;
}

/// <summary>Two pieces in order whose heights differ by at most one.</summary>
internal sealed class SequenceBranch<T>(SequenceNode<T> left, SequenceNode<T> right)
    : SequenceNode<T>(checked(left.Count + right.Count), Math.Max(left.Height, right.Height) + 1)
{
    public readonly SequenceNode<T> Left = left;

    public readonly SequenceNode<T> Right = right;
}
