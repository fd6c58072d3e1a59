using Easel.Documents;

namespace Easel.Tests.Documents;

/// <summary>A sequence is a list; an edit of it costs little and leaves the version before as it was.</summary>
public class SequenceTests
{
    [Fact]
    public void The_empty_sequence_has_nothing()
    {
        Assert.Equal(0, Sequence<char>.Empty.Count);
        Assert.Empty(Sequence<char>.Empty.ToArray());
        Assert.Empty(Sequence<char>.Empty.Chunks);
        Assert.Equal(-1, Sequence<char>.Empty.IndexOf('a'));
        Assert.Same(Sequence<char>.Empty, Sequence<char>.Create([]));
        Assert.Same(Sequence<char>.Empty, Sequence<char>.Create("abc").Remove(0, 3));
    }

    [Fact]
    public void A_text_is_edited_like_a_string()
    {
        var hello = Sequence<char>.Create("Hello!");
        var longer = hello.Insert(5, " world").Insert(12, "?").Insert(0, "> ");

        Assert.Equal("> Hello world!?", new string(longer.ToArray()));
        Assert.Equal("> world?", new string(longer.Remove(2, 6).Remove(7, 1).ToArray()));
        Assert.Equal("> Help!?", new string(longer.Replace(5, 8, "p").ToArray()));
        Assert.Equal("Hello!", new string(hello.ToArray()));
    }

    [Fact]
    public void Nothing_inserted_and_nothing_removed_is_the_same_version()
    {
        var text = Sequence<char>.Create("abc");

        Assert.Same(text, text.Insert(3, ""));
        Assert.Same(text, text.Remove(3, 0));
    }

    [Fact]
    public void Positions_outside_are_refused()
    {
        var text = Sequence<char>.Create("abc");

        Assert.Throws<ArgumentOutOfRangeException>(() => text[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => text[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sequence<char>.Empty[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Insert(-1, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Insert(4, "x"));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Remove(4, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Remove(2, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Remove(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Remove(1, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(new char[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => text.CopyTo(2, new char[2]));
    }

    [Fact]
    public void Copying_from_a_position_fills_the_room()
    {
        var letters = Enumerable.Range(0, 5_000).Select(i => (char)i).ToArray();
        var text = Sequence<char>.Create(letters);
        var part = new char[1_234];

        text.CopyTo(700, part);

        Assert.Equal(letters[700..1_934], part);
    }

    [Fact]
    public void An_object_is_found_first_by_itself_then_by_its_value()
    {
        var ids = Enumerable.Range(0, 1_000).Select(i => $"atom-{i}").ToArray();
        var twin = new string(ids[500]);
        var order = Sequence<string>.Create(ids).Insert(900, [twin]);

        Assert.Equal(900, order.IndexOf(twin));
        Assert.Equal(500, order.IndexOf(new string(twin)));
        Assert.Equal(999 + 1, order.IndexOf("atom-999"));
        Assert.Equal(-1, order.IndexOf("atom-1000"));
    }

    [Fact]
    public void The_first_of_equal_values_is_found() =>
        Assert.Equal(3_000, Sequence<char>.Create(new string('a', 3_000) + new string('b', 3_000)).IndexOf('b'));
}
